import DataSets
import Digests
import GRDB

/// A file as the system describes it; if none of it changed, neither did the content (but see
/// `ExaminedFile.isRacy`). Times in nanoseconds since 1970.
public struct FileState: Hashable, Sendable {
  public var size: Int
  public var modified: Int
  public var changed: Int
  public var inode: Int

  public init(size: Int, modified: Int, changed: Int, inode: Int) {
    self.size = size
    self.modified = modified
    self.changed = changed
    self.inode = inode
  }
}

/// What ingest found in a file.
public struct ExaminedFile: Hashable, Sendable {
  public var state: FileState
  /// When the content was read, ns since 1970.
  public var examined: Int
  /// SHA-256 of the content.
  public var source: Digest
  /// What the header says; nil where no decoder takes the file.
  public var header: Header?

  public struct Header: Hashable, Sendable {
    /// Hz.
    public var sampleRate: Int
    public var channels: Int
    public var frames: Int
    public var encoding: String

    public init(sampleRate: Int, channels: Int, frames: Int, encoding: String) {
      self.sampleRate = sampleRate
      self.channels = channels
      self.frames = frames
      self.encoding = encoding
    }
  }

  public init(state: FileState, examined: Int, source: Digest, header: Header?) {
    self.state = state
    self.examined = examined
    self.source = source
    self.header = header
  }

  /// Whether the file was written so shortly before it was read that a later write may bear the same
  /// time (git's rule for its index).
  public var isRacy: Bool { state.modified >= examined - Self.clockStep }

  /// The kernel stamps files with the time of its last tick.
  private static let clockStep = 20_000_000
}

/// A row of the metadata.
public struct ClipListing: Hashable, Sendable {
  public var name: String
  public var path: String
  public var fold: Int
  public var label: Int
  public var recording: String
  public var salience: Int?
  public var start: Double?
  public var end: Double?
  /// Whether the clip is what lies between start and end in its file; else it is the whole.
  public var isCut: Bool
  /// The file to open, relative to the audio folder: the path, or how that is spelt there.
  public var file: String
  /// Of the sound, where the metadata says it.
  public var licence: String?
  /// ``Verdict/wrong`` leaves the clip out of training and evaluation.
  public var verdict: Verdict?
  /// With a verdict, the label that the metadata has.
  public var listedLabel: Int?

  public init(
    name: String, path: String, fold: Int, label: Int, recording: String, salience: Int?,
    start: Double?, end: Double?, isCut: Bool = false, file: String? = nil,
    licence: String? = nil, verdict: Verdict? = nil, listedLabel: Int? = nil
  ) {
    self.name = name
    self.path = path
    self.isCut = isCut
    self.licence = licence
    self.verdict = verdict
    self.listedLabel = listedLabel
    self.file = file ?? path
    self.fold = fold
    self.label = label
    self.recording = recording
    self.salience = salience
    self.start = start
    self.end = end
  }
}

/// Why a clip has no artefact: a category (`missing`, `not-audio`, …) and a sentence.
public struct FaultRecord: Hashable, Sendable {
  public var category: String
  public var message: String

  public init(category: String, message: String) {
    self.category = category
    self.message = message
  }

  /// Whether it tells nothing about the content: the file cannot be seen, as when a disk is not there.
  public var leavesContentOpen: Bool { ["missing", "unreadable"].contains(category) }
}

/// A clip as the manifest knows it.
public struct ClipRecord: Sendable {
  public var id: Int64
  public var position: Int
  public var listing: ClipListing
  /// What was last found; also of a file that is not there now.
  public var file: ExaminedFile?
  /// Of the clip: the file's, or those of its stretch. Nil where there is none.
  public var frames: Int?
  /// Ingest's fault.
  public var fault: FaultRecord?
}

extension ManifestDatabase {
  /// Finds or makes the data set of this identity.
  public func dataSet(identity: String, name: String) throws(ManifestError) -> Int64 {
    if let known = try read({ db in
      try Int64.fetchOne(
        db, sql: "SELECT id FROM dataset WHERE identity = ? AND name = ?",
        arguments: [identity, name])
    }) {
      return known
    }
    return try write { db in
      try Int64.fetchOne(
        db,
        sql: """
          INSERT INTO dataset (identity, name) VALUES (?, ?)
          ON CONFLICT (identity) DO UPDATE SET name = excluded.name RETURNING id
          """, arguments: [identity, name])!
    }
  }

  /// The names of a data set's classes by label.
  public func classes(of dataSet: Int64) throws(ManifestError) -> [String] {
    try read { db in
      try String.fetchAll(
        db, sql: "SELECT name FROM class WHERE dataset = ? ORDER BY label", arguments: [dataSet])
    }
  }

  public func setClasses(_ names: [String], of dataSet: Int64) throws(ManifestError) {
    guard try classes(of: dataSet) != names else { return }
    try write { db in
      try db.execute(sql: "DELETE FROM class WHERE dataset = ?", arguments: [dataSet])
      for (label, name) in names.enumerated() {
        try db.execute(
          sql: "INSERT INTO class (dataset, label, name) VALUES (?, ?, ?)",
          arguments: [dataSet, label, name])
      }
    }
  }

  /// All clips of a data set in the metadata's order, with ingest's faults.
  public func clips(of dataSet: Int64) throws(ManifestError) -> [ClipRecord] {
    try read { db in try ClipRecord.select(db, "ORDER BY position", [dataSet]) }
  }

  /// Removes the clips whose rows are gone from the metadata.
  public func removeClips(_ ids: [Int64]) throws(ManifestError) {
    try write { db in
      for id in ids { try db.execute(sql: "DELETE FROM clip WHERE id = ?", arguments: [id]) }
    }
  }

  /// Puts clips at other positions of the metadata, without touching anything else.
  public func movePositions(_ positions: [(clip: Int64, position: Int)]) throws(ManifestError) {
    try write { db in
      let statement = try db.makeStatement(sql: "UPDATE clip SET position = ? WHERE id = ?")
      for (clip, position) in positions { try statement.execute(arguments: [position, clip]) }
    }
  }
}

extension ClipRecord {
  /// - Parameter rest: What goes on after the condition that takes the data set.
  static func select(
    _ db: Database, _ rest: String, _ arguments: StatementArguments
  ) throws -> [ClipRecord] {
    let rows = try Row.fetchCursor(
      db,
      sql: """
        SELECT clip.id, position, name, path, fold, label, recording, salience, start, "end",
               size, modified, changed, inode, examined, source,
               sample_rate, channels, ifnull(file_frames, frames), encoding, fault.category,
               fault.message, frames, is_cut, file, licence, verdict, listed_label
        FROM clip
        LEFT JOIN fault ON fault.clip = clip.id AND fault.stage = 'ingest'
                           AND ifnull(fault.recipe, 0) = 0
        WHERE dataset = ? \(rest)
        """, arguments: arguments)
    var clips: [ClipRecord] = []
    while let row = try rows.next() { clips.append(ClipRecord(row)) }
    return clips
  }

  fileprivate init(_ row: Row) {
    id = row[0]
    position = row[1]
    listing = ClipListing(
      name: row[2], path: row[3], fold: row[4], label: row[5], recording: row[6], salience: row[7],
      start: row[8], end: row[9], isCut: row[23], file: row[24], licence: row[25],
      verdict: (row[26] as String?).flatMap(Verdict.init(rawValue:)), listedLabel: row[27])
    frames = row[22]
    if let source: Digest = row[15] {
      file = ExaminedFile(
        state: FileState(size: row[10], modified: row[11], changed: row[12], inode: row[13]),
        examined: row[14], source: source,
        header: (row[16] as Int?).map {
          ExaminedFile.Header(
            sampleRate: $0, channels: row[17], frames: row[18] ?? 0, encoding: row[19])
        })
    }
    fault = (row[20] as String?).map { FaultRecord(category: $0, message: row[21]) }
  }
}
