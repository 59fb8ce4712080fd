import GRDB

/// How sounds were when a run was asked about them: as they are, or with something done to them first.
public struct Condition: Hashable, Sendable {
  /// As people read it, such as `clean` or `white-noise 3`.
  public let name: String
  /// What is done, where it is done more or less.
  public let perturbation: String?
  /// How much of it, from 1 on.
  public let severity: Int?

  public init(_ name: String) {
    self.name = name
    perturbation = nil
    severity = nil
  }

  public init(_ perturbation: String, severity: Int) {
    name = "\(perturbation) \(severity)"
    self.perturbation = perturbation
    self.severity = severity
  }

  /// Sounds as they are; what the views of results show.
  public static let clean = Condition("clean")
}

extension Condition {
  private static let unknownClass = "unknown class: "
  private static let unknownFolder = "unknown folder: "

  /// Beside the known sounds of a fold, classes that are held out.
  public init(unknownClass names: String) { self.init(Self.unknownClass + names) }

  /// Beside the known sounds of a fold, those of a folder.
  public init(unknownFolder path: String) { self.init(Self.unknownFolder + path) }
}

extension Condition {
  /// The row of ``clean``, from the migration on.
  static let cleanRow: Int64 = 0

  /// Nil where nothing was asked under it yet.
  func row(in db: Database) throws -> Int64? {
    if self == .clean { return Self.cleanRow }
    return try Int64.fetchOne(
      db, sql: "SELECT id FROM condition WHERE name = ?", arguments: [name])
  }

  func madeRow(in db: Database) throws -> Int64 {
    if let row = try row(in: db) { return row }
    try db.execute(
      sql: "INSERT INTO condition (name, perturbation, severity) VALUES (?, ?, ?)",
      arguments: [name, perturbation, severity])
    return db.lastInsertedRowID
  }
}
