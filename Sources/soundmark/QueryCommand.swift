import ArgumentParser
import Configuration
import Manifest
import Pipeline

struct QueryCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "query",
    abstract: "Ask the manifest, in SQL or by name; nothing is changed.",
    discussion: """
      Without a question, lists those that have names, and the views with their columns. What is not a name \
      is SQL: soundmark query "SELECT label, count(*) FROM clips GROUP BY label".
      """)

  @OptionGroup var options: CommandOptions

  @Flag(name: .long, help: "Print a CSV file in place of a table.")
  var csv = false

  @Option(name: .long, help: ArgumentHelp("The most rows to print.", valueName: "count"))
  var rows = 1000

  @Option(name: .long, help: ArgumentHelp("When to give up.", valueName: "seconds"))
  var seconds = 30.0

  @Argument(help: ArgumentHelp("A name, or SQL.", valueName: "question"))
  var question: String?

  func validate() throws {
    guard rows >= 1 else { throw ValidationError("--rows is \(rows), expected 1 or more.") }
    guard seconds > 0, seconds <= 86_400 else {
      throw ValidationError("--seconds is \(seconds), expected more than 0, up to a day.")
    }
    if csv, options.json {
      throw ValidationError("--csv and --json are two ways to print; say one.")
    }
  }

  func run() throws {
    let configuration = try PipelineConfiguration.load(
      path: options.config, overrides: options.overrides)
    let manifest = configuration.paths.manifest
    guard let question else { return try list(manifest) }
    let answer = try ManifestDatabase.ask(
      sql(of: question, manifest), at: manifest, version: programVersion, rows: rows,
      seconds: seconds)
    print(answer)
    if answer.isCut {
      options.reporter.note("These are the first \(rows) rows; --rows prints more.")
    }
  }

  /// A word alone is a name: of a question, or of a view.
  private func sql(of question: String, _ manifest: String) throws -> String {
    if let known = Question.all.first(where: { $0.name == question }) { return known.sql }
    guard question.allSatisfy({ $0.isLetter || $0 == "_" }) else { return question }
    let views = try ManifestDatabase.publishedViews(at: manifest, version: programVersion)
    guard views.isEmpty || views.contains(where: { $0.name == question }) else {
      throw QuestionError.unknown(name: question)
    }
    return "SELECT * FROM \(question)"
  }

  private func list(_ manifest: String) throws {
    let reporter = options.reporter
    let views = try ManifestDatabase.publishedViews(at: manifest, version: programVersion)
    let width = (Question.all.map(\.name) + views.map(\.name)).map(\.displayWidth).max() ?? 0
    func line(_ name: String, _ text: String) -> String {
      "  \(name.leftAligned(in: width))  \(text)"
    }
    reporter.result("Questions:")
    for question in Question.all {
      reporter.result(line(question.name, question.text))
      var object = JSONObject()
      object.set("question", question.name)
      object.set("asks", question.text)
      object.set("sql", question.sql)
      reporter.result(object)
    }
    if views.isEmpty {
      reporter.note("There is no manifest \(manifest) yet; soundmark ingest makes it.")
    } else {
      reporter.result("Views:")
    }
    for view in views {
      reporter.result(line(view.name, view.columns.joined(separator: ", ")))
      var object = JSONObject()
      object.set("view", view.name)
      object.set("columns", view.columns)
      reporter.result(object)
    }
  }

  private func print(_ answer: Answer) {
    let reporter = options.reporter
    for row in answer.rows { reporter.result(object(answer.columns, row)) }
    let texts = answer.rows.map { $0.map(\.text) }
    if csv {
      for row in [answer.columns] + texts {
        reporter.result(lines: String(CSVText.row(row).dropLast()))
      }
      return
    }
    let widths = answer.columns.indices.map { column in
      ([answer.columns] + texts).map { $0[column].displayWidth }.max() ?? 0
    }
    let isNumber = answer.columns.indices.map { column in
      answer.rows.contains { $0[column].isNumber }
        && answer.rows.allSatisfy { $0[column].isNumber || $0[column] == .null }
    }
    for row in [answer.columns] + texts {
      let cells = row.enumerated().map { column, text in
        isNumber[column]
          ? text.rightAligned(in: widths[column]) : text.leftAligned(in: widths[column])
      }
      reporter.result(cells.joined(separator: "  ").trimmedAtEnd)
    }
  }

  private func object(_ columns: [String], _ row: [Answer.Value]) -> JSONObject {
    var object = JSONObject()
    for (column, value) in zip(columns, row) {
      switch value {
      case .null: object.set(column, Double.nan)
      case .integer(let number): object.set(column, Int(number))
      case .number(let number): object.set(column, number)
      case .text(let text): object.set(column, text)
      case .bytes: object.set(column, value.text)
      }
    }
    return object
  }
}

extension Answer.Value {
  fileprivate var text: String {
    switch self {
    case .null: ""
    case .integer(let number): "\(number)"
    case .number(let number): "\(number)"
    case .text(let text): text
    case .bytes(let count): "(\(count) bytes)"
    }
  }

  fileprivate var isNumber: Bool {
    switch self {
    case .integer, .number: true
    case .null, .text, .bytes: false
    }
  }
}

extension String {
  fileprivate var trimmedAtEnd: String {
    var text = self[...]
    while text.last == " " { text.removeLast() }
    return String(text)
  }
}
