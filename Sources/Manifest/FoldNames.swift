import GRDB

extension ManifestDatabase {
  /// The names of a data set's folds that are words, by their numbers; empty where folds are numbers.
  public func foldNames(of dataSet: Int64) throws(ManifestError) -> [Int: String] {
    try read { db in
      let rows = try Row.fetchAll(
        db, sql: "SELECT fold, name FROM fold_name WHERE dataset = ?", arguments: [dataSet])
      return Dictionary(uniqueKeysWithValues: rows.map { ($0[0], $0[1]) })
    }
  }

  /// The names of the folds of a run's data set, where they are words. The manifest is looked at only.
  public static func foldNames(
    in path: String, version: String, ofRun run: Int64
  ) throws(ManifestError) -> [Int: String] {
    try look(at: path, version: version) { db in
      let rows = try Row.fetchAll(
        db,
        sql:
          "SELECT fold, name FROM fold_name WHERE dataset = (SELECT dataset FROM run WHERE id = ?)",
        arguments: [run])
      return Dictionary(uniqueKeysWithValues: rows.map { ($0[0], $0[1]) })
    } ?? [:]
  }

  /// The numbers that folds of these names have or are going to have: a name keeps its number as long as
  /// it is there, since runs know folds by number.
  public func foldNumbers(
    _ names: [String], of dataSet: Int64
  ) throws(ManifestError) -> [Int: String] {
    var numbers = try foldNames(of: dataSet).filter { names.contains($0.value) }
    let taken = try read { db in
      try Int.fetchOne(
        db,
        sql: """
          SELECT max(ifnull((SELECT max(fold) FROM clip WHERE dataset = ?1), 0),
                     ifnull((SELECT max(fold) FROM fold_name WHERE dataset = ?1), 0))
          """, arguments: [dataSet])!
    }
    let new = names.filter { !numbers.values.contains($0) }
    for (offset, name) in new.enumerated() { numbers[taken + 1 + offset] = name }
    return numbers
  }

  public func setFoldNames(_ names: [Int: String], of dataSet: Int64) throws(ManifestError) {
    guard try foldNames(of: dataSet) != names else { return }
    try write { db in
      try db.execute(sql: "DELETE FROM fold_name WHERE dataset = ?", arguments: [dataSet])
      for (fold, name) in names {
        try db.execute(
          sql: "INSERT INTO fold_name (dataset, fold, name) VALUES (?, ?, ?)",
          arguments: [dataSet, fold, name])
      }
    }
  }
}
