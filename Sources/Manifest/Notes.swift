import GRDB

/// What is strange about a clip's sound, which is no fault: a kind (`silent`, `cancelled`, …) and a
/// sentence.
public struct NoteRecord: Hashable, Sendable {
  public var note: String
  public var message: String

  public init(note: String, message: String) {
    self.note = note
    self.message = message
  }
}

extension ManifestDatabase {
  static func record(
    _ notes: [NoteRecord], of clip: Int64, recipe: Int64, _ db: Database
  ) throws {
    for note in notes {
      try db.cachedStatement(
        sql: "INSERT OR REPLACE INTO note (clip, recipe, note, message) VALUES (?, ?, ?, ?)"
      )
      .execute(arguments: [clip, recipe, note.note, note.message])
    }
  }

  /// How many clips have a note under the present configuration, by kind.
  public func noteCounts() throws(ManifestError) -> [(note: String, clips: Int)] {
    try read { db in
      try Row.fetchAll(
        db, sql: "SELECT note, count(*) FROM clip_notes GROUP BY note ORDER BY 2 DESC, 1"
      ).map { ($0[0], $0[1]) }
    }
  }

  /// What the present configuration's stages noted of a clip.
  public func notes(of clip: String) throws(ManifestError) -> [NoteRecord] {
    try read { db in
      try Row.fetchAll(
        db, sql: "SELECT note, message FROM clip_notes WHERE clip = ?", arguments: [clip]
      ).map { NoteRecord(note: $0[0], message: $0[1]) }
    }
  }
}
