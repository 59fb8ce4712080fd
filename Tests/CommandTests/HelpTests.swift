import Foundation
import ModelStages
import TestSupport
import Testing

/// What people read who ask for help, word by word: a change of it is seen and meant.
@Suite struct HelpTests {
  private static let golden = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("Golden/help.txt")

  /// `UPDATE_SNAPSHOTS=1 make test ONLY=HelpTests` writes the file.
  @Test func everyCommandSaysWhatItDid() throws {
    let programs = ["soundmark"] + stageTypes.map { $0.name } + ["serve"]
    let text = try programs.map { try help(of: [$0]) }.joined()
    if ProcessInfo.processInfo.environment["UPDATE_SNAPSHOTS"] != nil {
      try Data(text.utf8).write(to: Self.golden)
    }
    let committed = try String(contentsOf: Self.golden, encoding: .utf8)
    let difference = zip(
      committed.split(separator: "\n"), text.split(separator: "\n")
    ).first { $0 != $1 }
    #expect(
      committed == text,
      "help is another\(difference.map { ": '\($0)', now '\($1)'" } ?? ""); if it is meant: UPDATE_SNAPSHOTS=1 make test ONLY=HelpTests"
    )
  }

  /// What a command says of itself, and those say that it lists.
  private func help(of words: [String]) throws -> String {
    let ending = try Program(words[0], words.dropFirst() + ["--help"]).wait()
    #expect(ending.status == 0, "\(ending)")
    let name = words[0] == "soundmark" ? words[0] : "soundmark-\(words[0])"
    let list = ending.output.components(separatedBy: "SUBCOMMANDS:\n").dropFirst().joined()
    let subcommands = list.components(separatedBy: "\n").prefix { !$0.isEmpty }
      .filter { !$0.hasPrefix("   ") }.map { String($0.split(separator: " ")[0]) }
    return try "$ \(([name] + words.dropFirst()).joined(separator: " ")) --help\n\(ending.output)\n"
      + subcommands.map { try help(of: words + [$0]) }.joined()
  }
}
