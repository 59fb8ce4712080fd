import Foundation
import GRDB

/// A manifest that an earlier program left behind.
package struct ReleasedManifest: CustomStringConvertible, Sendable {
  package let version: String

  package static let all: [ReleasedManifest] = ["0.1.0"].map(ReleasedManifest.init)

  package var description: String { version }

  /// Its data set, configuration and cache.
  package var project: URL { folder.appendingPathComponent("project") }

  private var folder: URL {
    packageRoot.appendingPathComponent("Tests/TestSupport/Released/\(version)")
  }

  package func write(to path: String) throws {
    try FileManager.default.copyItem(
      atPath: folder.appendingPathComponent("manifest.sqlite").path, toPath: path)
  }

  /// What its views said under the program that wrote it.
  package func views() throws -> [ViewAnswer] {
    struct Answer: Decodable {
      let columns: [String]
      let rows: [[String]]
    }
    let answers = try JSONDecoder().decode(
      [String: Answer].self, from: Data(contentsOf: folder.appendingPathComponent("views.json")))
    return answers.sorted { $0.key < $1.key }.map {
      ViewAnswer(view: $0, columns: $1.columns, rows: $1.rows)
    }
  }
}

/// The columns and rows of a view, as text that shows a value's type and last digit.
package struct ViewAnswer: Equatable, CustomStringConvertible {
  package let view: String
  package let columns: [String]
  /// In an order of their own.
  package let rows: [[String]]

  init(view: String, columns: [String], rows: [[String]]) {
    self.view = view
    self.columns = columns
    // Once these gave every digit.
    let isRounded = ["leaderboard", "baselines"].contains(view)
    self.rows = rows.map { isRounded ? $0.map(Self.rounded) : $0 }
      .sorted { $0.lexicographicallyPrecedes($1) }
  }

  /// To four places, where it is a fraction.
  private static func rounded(_ text: String) -> String {
    guard text.contains("."), let number = Double(text) else { return text }
    return "\((number * 1e4).rounded() / 1e4)"
  }

  package var description: String {
    "\(view)(\(columns.joined(separator: " ")))\n\(rows.map { "\($0)" }.joined(separator: "\n"))"
  }
}

extension ManifestReader {
  /// What a view says in these columns.
  package func answer(of view: String, columns: [String]) throws -> ViewAnswer {
    try DatabaseQueue(path: path).read { db in
      let list = columns.map { "\"\($0)\"" }.joined(separator: ", ")
      let rows = try Row.fetchAll(db, sql: "SELECT \(list) FROM \(view)")
      return ViewAnswer(
        view: view, columns: columns, rows: rows.map { $0.databaseValues.map(Self.text) })
    }
  }

  private static func text(_ value: DatabaseValue) -> String {
    switch value.storage {
    case .null: "NULL"
    case .int64(let value): "\(value)"
    case .double(let value): "\(value)"
    case .string(let value): value
    case .blob(let value): "\(value)"
    }
  }
}

/// A copy of a project that an earlier program left behind, in a folder of its own.
package final class ReleasedProject {
  package let files: TemporaryFolder
  package var folder: String { files.path }
  package var configuration: String { "\(folder)/pipeline.json" }
  package var manifest: String { "\(folder)/manifest.sqlite" }

  package init(_ released: ReleasedManifest) throws {
    files = try TemporaryFolder()
    for name in try FileManager.default.contentsOfDirectory(atPath: released.project.path) {
      try FileManager.default.copyItem(
        atPath: released.project.appendingPathComponent(name).path, toPath: "\(folder)/\(name)")
    }
    try released.write(to: manifest)
  }
}
