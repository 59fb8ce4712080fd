import Foundation
import TestSupport
import Testing

/// What people read who ask for help, word by word: a change of it is seen and meant.
@Suite struct HelpTests {
  private static let golden = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("Golden/help.txt")
  private static let commands =
    [
      ("soundmark", [[]]),
      (
        "soundmark",
        [
          "status", "verify", "collect", "synthesize", "inspect", "export", "classify", "embed",
          "weights", "report", "query", "segments",
        ].map { [$0] } + [["weights", "list"], ["weights", "fetch"]]
      ),
    ] + Project.stages.map { ($0, [[]]) }

  /// `UPDATE_SNAPSHOTS=1 make test ONLY=HelpTests` writes the file.
  @Test func everyCommandSaysWhatItDid() throws {
    var text = ""
    for (program, subcommands) in Self.commands {
      for words in subcommands {
        let ending = try Program(program, words + ["--help"]).wait()
        #expect(ending.status == 0, "\(ending)")
        let name = program == "soundmark" ? program : "soundmark-\(program)"
        text += "$ \(([name] + words).joined(separator: " ")) --help\n\(ending.output)\n"
      }
    }
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
}
