import Foundation
import TestSupport
import Testing

/// What docs/architecture.md draws and names is what there is.
@Suite struct ArchitectureTests {
  private let page: String
  /// By name, the targets that it names as its dependencies.
  private let targets: [String: Set<String>]
  /// The rows of the picture of floors, from the top.
  private let rows: [(floor: Int, targets: [String])]

  init() throws {
    page = try Self.text("docs/architecture.md")
    let picture = try #require(
      page.components(separatedBy: "## The floors\n").last?.components(separatedBy: "\n\nA target")[
        0])
    var rows: [(floor: Int, targets: [String])] = []
    for line in picture.split(separator: "\n") {
      var words = line.split(separator: " ").map(String.init)
      let floor = Int(words[0])
      if floor != nil { words.removeFirst(2) }
      rows.append(
        (
          floor ?? rows.last!.floor,
          words.map { $0.hasPrefix("-") ? "soundmark\($0)" : $0 }
        ))
    }
    self.rows = rows
    let declarations = try Self.text("Package.swift").components(separatedBy: "\n  targets: [\n")[1]
      .components(separatedBy: "// Tests")[0]
      .split(separator: /\.target\(|\.systemLibrary\(|command\(/).dropFirst()
    let words = declarations.map { text in text.matches(of: /"([\w-]+)"/).map { String($0.1) } }
    let names = Set(words.map { $0[0] })
    targets = Dictionary(
      uniqueKeysWithValues: words.map { ($0[0], names.intersection($0.dropFirst())) })
  }

  private static func text(_ name: String) throws -> String {
    try String(contentsOf: packageRoot.appendingPathComponent(name), encoding: .utf8)
  }

  @Test func everyTargetHasItsFloor() throws {
    #expect(rows.flatMap(\.targets).sorted() == targets.keys.sorted())
    let folders = try FileManager.default.contentsOfDirectory(
      atPath: packageRoot.appendingPathComponent("Sources").path)
    #expect(folders.sorted() == targets.keys.sorted())
  }

  /// From a floor below, or from its own: not from a row above it, where rows are drawn.
  @Test func aTargetImportsNothingFromAbove() throws {
    for (target, dependencies) in targets {
      let row = try #require(rows.firstIndex { $0.targets.contains(target) })
      for dependency in dependencies {
        let other = try #require(rows.firstIndex { $0.targets.contains(dependency) })
        #expect(other >= row, "\(target) stands on \(dependency)")
      }
    }
  }

  @Test func everyFileThatIsNamedIsThere() throws {
    let files = FileManager.default.enumerator(at: packageRoot, includingPropertiesForKeys: nil)!
    var paths: [String] = []
    for case let file as URL in files {
      if file.lastPathComponent.hasPrefix(".") { files.skipDescendants() }
      paths.append(file.path)
    }
    let named = page.matches(of: /`([\w+\/.-]+\.(swift|c|py|txt|json|md))`/).map { String($0.1) }
    #expect(named.count > 80)
    // X and x stand for a name of one's own.
    for name in Set(named) where !name.hasSuffix("/X.swift") && !name.hasPrefix("soundmark-x/") {
      #expect(paths.contains { $0.hasSuffix("/\(name)") }, "\(name)")
    }
  }
}
