import Digests
import GRDB

/// What ingest has to write about a clip.
public struct ClipChange: Sendable {
  public var position: Int
  public var listing: ClipListing
  public var file: ExaminedFile?
  /// Of the clip: the file's, or those of its stretch. Nil where there is none.
  public var frames: Int?
  public var fault: FaultRecord?

  public init(
    position: Int, listing: ClipListing, file: ExaminedFile?, frames: Int?, fault: FaultRecord?
  ) {
    self.position = position
    self.listing = listing
    self.file = file
    self.frames = frames
    self.fault = fault
  }
}

extension ManifestDatabase {
  /// Writes what ingest found. Where the content or the stretch is another than before, or there is a
  /// fault now, nothing that was made of the clip is used any longer. What is used by a clip whose file
  /// cannot be seen now is kept for when it can be again.
  public func record(_ changes: [ClipChange], in dataSet: Int64) throws(ManifestError) {
    try write { db in
      for change in changes {
        try Self.record(change, in: dataSet, db)
      }
    }
  }

  private static func record(_ change: ClipChange, in dataSet: Int64, _ db: Database) throws {
    let listing = change.listing
    let known = try db.cachedStatement(
      sql: """
        SELECT source, is_cut, start, "end", frames, encoding FROM clip
        WHERE dataset = ? AND name = ?
        """)
    let before = try Row.fetchOne(known, arguments: [dataSet, listing.name])
    let clip = try write(change, in: dataSet, db)
    if let before {
      // A newer decoder may find more in the same bytes.
      let isReadAnew =
        before[4] as Int? != nil && change.frames != nil
        && (before[4] as Int? != change.frames
          || before[5] as String? != change.file?.header?.encoding)
      let isOther =
        isReadAnew || (before[0] as Digest?) != change.file?.source
        || (before[1] as Bool) != listing.isCut
        || listing.isCut
          && ((before[2] as Double?) != listing.start || (before[3] as Double?) != listing.end)
      if isOther {
        try db.execute(
          sql: "UPDATE clip SET revisions = revisions + 1 WHERE id = ?", arguments: [clip])
        try db.execute(sql: "DELETE FROM fault WHERE clip = ?", arguments: [clip])
        try db.execute(sql: "DELETE FROM note WHERE clip = ?", arguments: [clip])
      }
      try settleUsage(of: clip, isOther: isOther, change.fault, db)
      try db.cachedStatement(sql: "DELETE FROM fault WHERE clip = ? AND stage = 'ingest'")
        .execute(arguments: [clip])
    }
    if let fault = change.fault {
      let insert = try db.cachedStatement(
        sql: """
          INSERT INTO fault (clip, stage, recipe, category, message)
          VALUES (?, 'ingest', NULL, ?, ?)
          """)
      try insert.execute(arguments: [clip, fault.category, fault.message])
    }
  }

  /// Writes a clip's row, and returns its number.
  private static func write(
    _ change: ClipChange, in dataSet: Int64, _ db: Database
  ) throws -> Int64 {
    let (listing, file) = (change.listing, change.file)
    let insert = try db.cachedStatement(
      sql: """
        INSERT INTO clip (dataset, position, name, path, fold, label, recording, salience, start,
                          "end", size, modified, changed, inode, examined, source, sample_rate,
                          channels, frames, encoding, is_cut, file, file_frames, licence, verdict,
                          listed_label)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (dataset, name) DO UPDATE SET
          position = excluded.position, path = excluded.path, fold = excluded.fold,
          label = excluded.label, recording = excluded.recording, salience = excluded.salience,
          start = excluded.start, "end" = excluded."end", size = excluded.size,
          modified = excluded.modified, changed = excluded.changed, inode = excluded.inode,
          examined = excluded.examined, source = excluded.source,
          sample_rate = excluded.sample_rate, channels = excluded.channels,
          frames = excluded.frames, encoding = excluded.encoding, is_cut = excluded.is_cut,
          file = excluded.file, file_frames = excluded.file_frames,
          licence = excluded.licence, verdict = excluded.verdict,
          listed_label = excluded.listed_label
        RETURNING id
        """)
    return try Int64.fetchOne(
      insert,
      arguments: [
        dataSet, change.position, listing.name, listing.path, listing.fold, listing.label,
        listing.recording, listing.salience, listing.start, listing.end, file?.state.size,
        file?.state.modified, file?.state.changed, file?.state.inode, file?.examined, file?.source,
        file?.header?.sampleRate, file?.header?.channels, change.frames, file?.header?.encoding,
        listing.isCut, listing.file.utf8.elementsEqual(listing.path.utf8) ? nil : listing.file,
        listing.isCut ? file?.header?.frames : nil, listing.licence,
        listing.verdict?.rawValue, listing.listedLabel,
      ])!
  }

  private static func settleUsage(
    of clip: Int64, isOther: Bool, _ fault: FaultRecord?, _ db: Database
  ) throws {
    func run(_ sql: String) throws {
      try db.cachedStatement(sql: sql).execute(arguments: [clip])
    }
    if isOther || fault.map({ !$0.leavesContentOpen }) ?? false {
      try run("DELETE FROM usage WHERE clip = ?")
      try run("DELETE FROM absent_usage WHERE clip = ?")
    } else if fault != nil {
      try run(
        """
        INSERT OR REPLACE INTO absent_usage (recipe, clip, segment, artefact)
        SELECT recipe, clip, segment, artefact FROM usage WHERE clip = ?
        """)
      try run("DELETE FROM usage WHERE clip = ?")
    } else {
      try run(
        """
        INSERT OR IGNORE INTO usage (recipe, clip, segment, artefact)
        SELECT recipe, clip, segment, artefact FROM absent_usage WHERE clip = ?
        """)
      try run("DELETE FROM absent_usage WHERE clip = ?")
    }
  }
}
