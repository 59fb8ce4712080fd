import GRDB

/// A key whose value differs between two configurations; values as JSON, text without quotes.
public struct SettingChange: Equatable, Sendable, CustomStringConvertible {
  public var key: String
  public var from: String
  public var to: String

  public init(key: String, from: String, to: String) {
    self.key = key
    self.from = from
    self.to = to
  }

  /// `segment.seconds 4 → 2`
  public var description: String { "\(key) \(from) → \(to)" }
}

extension ManifestDatabase {
  /// What differs between two recorded configurations, in the order of keys; where things lie is left
  /// out.
  ///
  /// - Parameter silent: The value that a key stands for where it is not recorded; a key without one was
  ///   not known yet, and is left out.
  public func changes(
    from earlier: Int64, to later: Int64, silent: (_ key: String) -> String?
  ) throws(ManifestError) -> [SettingChange] {
    let (before, after) = (try settings(of: earlier), try settings(of: later))
    return Set(before.keys).union(after.keys).sorted().compactMap { key in
      guard let from = before[key] ?? silent(key), let to = after[key] ?? silent(key), from != to,
        !key.hasPrefix("paths.")
      else { return nil }
      return SettingChange(key: key, from: from, to: to)
    }
  }

  /// The values of a recorded configuration, by key.
  public func settings(of configuration: Int64) throws(ManifestError) -> [String: String] {
    try read { db in
      let rows = try Row.fetchAll(
        db,
        sql: """
          SELECT substr(fullkey, 3), CASE type WHEN 'text' THEN atom ELSE json_quote(value) END
          FROM configuration, json_tree(configuration.json)
          WHERE configuration.id = ? AND type NOT IN ('object', 'array')
          """, arguments: [configuration])
      return Dictionary(uniqueKeysWithValues: rows.map { ($0[0] as String, $0[1] as String) })
    }
  }

  /// How many tested runs a configuration has that another has not: what goes out of sight in the
  /// views when the other is used.
  public func runsOutOfSight(
    of earlier: Int64, under later: Int64
  ) throws(ManifestError) -> Int {
    try read { db in
      try Int.fetchOne(
        db,
        sql: """
          SELECT count(*) FROM configuration_run
          WHERE configuration = ? AND run IN (SELECT run FROM evaluation)
            AND run NOT IN (SELECT run FROM configuration_run WHERE configuration = ?)
          """, arguments: [earlier, later])!
    }
  }
}
