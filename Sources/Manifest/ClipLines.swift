import DataSets
import GRDB

/// Which clips are listed.
public struct ClipFilter: Hashable, Sendable {
  public enum Outcome: String, CaseIterable, Sendable {
    case right, wrong, untested
  }

  /// How they are sorted.
  public enum Order: String, CaseIterable, Sendable {
    /// As in the metadata.
    case metadata
    /// By the predicted class's probability, the surest first.
    case confidence
  }

  public var id: Int64?
  public var name: String?
  /// Part of the name.
  public var text: String?
  public var fold: Int?
  public var label: Int?
  /// What it is taken for.
  public var predicted: Int?
  public var outcome: Outcome?
  /// A category of ``FaultRecord``.
  public var fault: String?
  public var note: String?
  /// One that was last given; empty text: none was.
  public var verdict: String?
  public var order = Order.metadata

  public init() {}
}

/// A clip in a list: what it is, what an experiment takes it for, what people say of it.
public struct ClipLine: Sendable {
  public let id: Int64
  public let name: String
  public let fold: Int
  public let label: String
  public let seconds: Double?
  public let predicted: String?
  public let probability: Double?
  public let verdict: Verdict?
  /// With ``Verdict/another``.
  public let suggested: String?
  public let isFaulty: Bool

  public var isRight: Bool? { predicted.map { $0 == label } }
}

extension ManifestDatabase {
  /// The clips of a data set that a filter lets through, and how many it does.
  ///
  /// - Parameter runs: Of one experiment, whose predictions are shown.
  public func clipLines(
    of dataSet: Int64, runs: [Int64], _ filter: ClipFilter, from first: Int, atMost limit: Int
  ) throws(ManifestError) -> (lines: [ClipLine], count: Int) {
    let (joins, condition, arguments) = Self.selection(dataSet, runs, filter)
    let order =
      switch filter.order {
      case .metadata: "clip.position"
      case .confidence: "tested.probability DESC, clip.position"
      }
    return try read { db in
      let count = try Int.fetchOne(
        db, sql: "SELECT count(*) FROM clip \(joins) WHERE \(condition)", arguments: arguments)!
      let rows = try Row.fetchAll(
        db,
        sql: """
          SELECT clip.id, clip.name, clip.fold, truth.name,
                 CAST(clip.frames AS REAL) / clip.sample_rate, guess.name, tested.probability,
                 review.verdict, review.suggested,
                 EXISTS (SELECT 1 FROM fault WHERE fault.clip = clip.id AND \(ownRecipe("fault")))
          FROM clip \(joins)
          LEFT JOIN class AS truth ON truth.dataset = clip.dataset AND truth.label = clip.label
          LEFT JOIN class AS guess
            ON guess.dataset = clip.dataset AND guess.label = tested.predicted
          WHERE \(condition) ORDER BY \(order) LIMIT \(limit) OFFSET \(first)
          """, arguments: arguments)
      let lines = rows.map {
        ClipLine(
          id: $0[0], name: $0[1], fold: $0[2], label: $0[3] ?? "", seconds: $0[4],
          predicted: $0[5], probability: $0[6],
          verdict: ($0[7] as String?).flatMap(Verdict.init(rawValue:)),
          suggested: $0[8], isFaulty: $0[9])
      }
      return (lines, count)
    }
  }

  /// The joins and the condition of a filter, with what stands for its question marks.
  private static func selection(
    _ dataSet: Int64, _ runs: [Int64], _ filter: ClipFilter
  ) -> (joins: String, condition: String, arguments: StatementArguments) {
    // With an empty list SQLite reads all predictions for each clip.
    let list = runs.isEmpty ? "NULL" : runs.map(String.init).joined(separator: ", ")
    let joins = """
      LEFT JOIN prediction AS tested ON tested.clip = clip.id
        AND tested.condition = \(Condition.cleanRow) AND tested.run IN (\(list))
      LEFT JOIN review ON review.dataset = clip.dataset AND review.clip = clip.name
        AND review.id = (SELECT max(id) FROM review AS other
                         WHERE other.dataset = clip.dataset AND other.clip = clip.name)
      """
    var (conditions, arguments) = (["clip.dataset = ?"], [dataSet] as StatementArguments)
    func add(_ condition: String, _ value: (any DatabaseValueConvertible)?) {
      guard let value else { return }
      conditions.append(condition)
      arguments += [value]
    }
    add("clip.id = ?", filter.id)
    add("clip.name = ?", filter.name)
    add("instr(lower(clip.name), lower(?)) > 0", filter.text)
    add("clip.fold = ?", filter.fold)
    add("clip.label = ?", filter.label)
    add("tested.predicted = ?", filter.predicted)
    switch filter.outcome {
    case .right: conditions.append("tested.predicted = clip.label")
    case .wrong: conditions.append("tested.predicted <> clip.label")
    case .untested: conditions.append("tested.clip IS NULL")
    case nil: break
    }
    add(
      "clip.id IN (SELECT clip FROM fault WHERE category = ? AND \(ownRecipe("fault")))",
      filter.fault)
    add("clip.id IN (SELECT clip FROM note WHERE note = ? AND \(ownRecipe("note")))", filter.note)
    add("ifnull(review.verdict, '') = ?", filter.verdict)
    return (joins, conditions.joined(separator: " AND "), arguments)
  }

  /// Whether a row of a table belongs to the present configuration.
  private static func ownRecipe(_ table: String) -> String {
    """
    (\(table).recipe IS NULL OR \(table).recipe IN (
      SELECT recipe FROM configuration_recipe
      WHERE configuration = (SELECT id FROM current_configuration)))
    """
  }

  private func ownRecipe(_ table: String) -> String { Self.ownRecipe(table) }

  /// A clip of a data set by its row.
  public func clip(_ id: Int64, of dataSet: Int64) throws(ManifestError) -> ClipRecord? {
    try read { db in try ClipRecord.select(db, "AND clip.id = ?", [dataSet, id]).first }
  }

  /// All probabilities that runs of an experiment give to a clip, as JSON; nil where it was not tested.
  public func probabilities(of clip: Int64, runs: [Int64]) throws(ManifestError) -> String? {
    let list = runs.map(String.init).joined(separator: ", ")
    return try read { db in
      try String.fetchOne(
        db,
        sql: """
          SELECT probabilities FROM clean_prediction WHERE clip = ? AND run IN (\(list)) LIMIT 1
          """, arguments: [clip])
    }
  }

  /// What the predictions of runs hang on: the same text, the same predictions.
  public func evaluations(of runs: [Int64]) throws(ManifestError) -> String {
    let list = runs.map(String.init).joined(separator: ", ")
    return try read { db in
      try String.fetchAll(
        db,
        sql: """
          SELECT run || ' ' || fold || ' ' || hex(key) FROM evaluation WHERE run IN (\(list))
          ORDER BY run, condition, fold
          """
      ).joined(separator: "\n")
    }
  }

  /// What changes when a manifest is written, as text.
  public static func state(at path: String) -> String {
    [path, ManifestFile(path).log].map { FileStamp(of: $0).map { "\($0)" } ?? "none" }
      .joined(separator: " ")
  }
}

extension ManifestDatabase {
  /// The numbers of a data set's folds.
  public func foldNumbers(of dataSet: Int64) throws(ManifestError) -> [Int] {
    try read { db in
      try Int.fetchAll(
        db, sql: "SELECT DISTINCT fold FROM clip WHERE dataset = ? ORDER BY fold",
        arguments: [dataSet])
    }
  }
}
