import GRDB
import GRDBSQLite

/// A question that people ask often, under a name.
public struct Question: Sendable {
  public let name: String
  /// What it asks, for people.
  public let text: String
  public let sql: String

  public static let all = [
    Question(
      name: "best", text: "Which network is best?",
      sql: """
        SELECT network, folds, round(accuracy, 3) AS accuracy, round(deviation, 3) AS deviation,
               round(macro_f1, 3) AS macro_f1, settings FROM leaderboard ORDER BY accuracy DESC
        """),
    Question(
      name: "mistakes", text: "Which clips are taken for another class, the surest first?",
      sql: """
        SELECT clip, misclassified.label, predicted, round(probability, 3) AS probability, network
        FROM misclassified JOIN runs USING (run) ORDER BY misclassified.probability DESC
        """),
    Question(
      name: "hardest", text: "Which classes are hardest?",
      sql: """
        SELECT network, label, sum(clips) AS clips, round(avg(recall), 3) AS recall,
               round(avg(precision), 3) AS precision FROM accuracy_by_class
        GROUP BY network, label ORDER BY avg(recall)
        """),
    Question(
      name: "confusions", text: "Which classes are taken for each other?",
      sql: """
        SELECT network, label, predicted, sum(confusion.clips) AS clips
        FROM confusion JOIN runs USING (run) WHERE label <> predicted
        GROUP BY network, label, predicted ORDER BY sum(confusion.clips) DESC
        """),
    Question(
      name: "leaks", text: "Which sounds are in more than one fold, by recording, content or ear?",
      sql: "SELECT shared, value, folds, clips FROM leak_audit"),
    Question(
      name: "faults", text: "Which clips could not be used, and why?",
      sql: "SELECT clip, category, stage, message FROM clip_faults"),
    Question(
      name: "sizes", text: "How many clips has each class in each fold?",
      sql: """
        SELECT label, fold, count(*) AS clips, round(sum(seconds), 1) AS seconds FROM clips
        GROUP BY label, fold
        """),
  ]
}

/// The rows that answer a question.
public struct Answer: Sendable {
  public enum Value: Equatable, Sendable {
    case null
    case integer(Int64)
    case number(Double)
    case text(String)
    /// So many bytes.
    case bytes(Int)
  }

  public let columns: [String]
  public let rows: [[Value]]
  /// Whether there are more rows than were asked for.
  public let isCut: Bool
}

extension ManifestDatabase {
  /// The views that are there to be asked, with their columns; none where there is no manifest.
  public static func publishedViews(
    at path: String, version: String
  ) throws(ManifestError) -> [(name: String, columns: [String])] {
    let hidden = ["current_", "clean_", "setting_"]
    return try look(at: path, version: version) { db in
      try View.all.map(\.name).filter { name in !hidden.contains { name.hasPrefix($0) } }.map {
        ($0, try db.columns(in: $0).map(\.name))
      }.sorted { $0.0 < $1.0 }
    } ?? []
  }

  /// Asks the manifest in SQL. Nothing is changed, whatever the statement says: the database is opened to be
  /// read, no other can be attached, and only a statement that reads is run.
  ///
  /// - Parameters:
  ///   - rows: The most that are given.
  ///   - seconds: After which it is given up.
  /// - Throws: `QuestionError` where the statement is refused or wrong, or takes too long; `ManifestError`.
  public static func ask(
    _ sql: String, at path: String, version: String, rows limit: Int, seconds: Double
  ) throws -> Answer {
    // What goes wrong with the statement is not what is wrong with the manifest.
    let found = try look(at: path, version: version) { db -> Result<Answer, QuestionError> in
      do throws(QuestionError) {
        return .success(try answer(sql, in: db, rows: limit, seconds: seconds))
      } catch {
        return .failure(error)
      }
    }
    guard let found else { throw ManifestError.absent(path: path) }
    return try found.get()
  }

  private static let readingWords: Set = ["SELECT", "WITH", "VALUES", "EXPLAIN"]
  /// Bytes of the longest text that a statement may make.
  private static let longestText: Int32 = 16 << 20

  private static func answer(
    _ sql: String, in db: Database, rows limit: Int, seconds: Double
  ) throws(QuestionError) -> Answer {
    guard let connection = db.sqliteConnection else { throw .refused }
    sqlite3_limit(connection, SQLITE_LIMIT_ATTACHED, 0)
    sqlite3_limit(connection, SQLITE_LIMIT_LENGTH, longestText)
    let patience = Patience(seconds: seconds)
    sqlite3_progress_handler(
      connection, 10_000,
      { Unmanaged<Patience>.fromOpaque($0!).takeUnretainedValue().isOver ? 1 : 0 },
      Unmanaged.passUnretained(patience).toOpaque())
    defer {
      sqlite3_progress_handler(connection, 0, nil, nil)
      withExtendedLifetime(patience) {}
    }
    do {
      let first = sql.split { !$0.isLetter }.first.map { $0.uppercased() } ?? ""
      let statement = try db.makeStatement(sql: sql)
      guard readingWords.contains(first), statement.isReadonly else { throw QuestionError.refused }
      var rows: [[Answer.Value]] = []
      let cursor = try Row.fetchCursor(statement)
      while let row = try cursor.next() {
        if rows.count == limit {
          return Answer(columns: statement.columnNames, rows: rows, isCut: true)
        }
        rows.append(row.databaseValues.map(Answer.Value.init))
      }
      return Answer(columns: statement.columnNames, rows: rows, isCut: false)
    } catch let error as QuestionError {
      throw error
    } catch let error as DatabaseError where error.resultCode == .SQLITE_INTERRUPT {
      throw .tooLong(seconds: seconds)
    } catch let error as DatabaseError {
      throw .wrong(reason: error.message ?? "SQLite's error \(error.resultCode.rawValue)")
    } catch {
      throw .wrong(reason: "\(error)")
    }
  }

  /// When to give up.
  private final class Patience {
    private let end: ContinuousClock.Instant

    init(seconds: Double) { end = .now + .seconds(seconds) }

    var isOver: Bool { ContinuousClock.now > end }
  }
}

extension Answer.Value {
  init(_ value: DatabaseValue) {
    switch value.storage {
    case .null: self = .null
    case .int64(let number): self = .integer(number)
    case .double(let number): self = .number(number)
    case .string(let text): self = .text(text)
    case .blob(let data): self = .bytes(data.count)
    }
  }
}

/// Why a question has no answer, in a sentence.
public enum QuestionError: Error, Equatable, CustomStringConvertible {
  case refused
  case wrong(reason: String)
  case tooLong(seconds: Double)
  case unknown(name: String)

  public var description: String {
    switch self {
    case .refused:
      """
      Could not ask the manifest: the statement is not one that only reads; it has to be one SELECT, WITH, \
      VALUES or EXPLAIN.
      """
    case .wrong(let reason):
      """
      Could not ask the manifest: \(reason); soundmark query lists the views and their columns.
      """
    case .tooLong(let seconds):
      """
      Gave up on the question after \(seconds) s; ask for less, or allow more with --seconds.
      """
    case .unknown(let name):
      "There is no question and no view called \(name); soundmark query lists them."
    }
  }
}
