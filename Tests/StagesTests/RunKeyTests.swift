import Engine
import Foundation
import ModelStages
import Pipeline
import TestSupport
import Testing

/// The keys of runs are what keeps a network from being trained again. The table was made by the program
/// of version 0.1.0 on its project: a line a run, with what is set behind it. Those of networks change
/// with the rule that chooses kernels, too; a new key of the configuration changes none.
@Suite struct RunKeyTests {
  @Test func runsHaveTheKeysTheyHad() throws {
    let project = try ReleasedProject(.all[0])
    let lines = try String(
      contentsOf: packageRoot.appendingPathComponent("Tests/StagesTests/Golden/run-keys.txt"),
      encoding: .utf8
    ).split(separator: "\n")
    let table = Dictionary(grouping: lines) { line in
      line.split(separator: "|").dropFirst().joined().split(separator: " ").map(String.init)
    }
    for (overrides, lines) in table {
      let runs = try TrainStage(folds: FoldSelection()).plan(
        in: project.context(overrides: overrides, isForced: true)
      ).runs
      let keys = runs.map {
        let folds = $0.trainFolds.map(String.init).joined(separator: " ")
        return "\($0.key.hex.prefix(16)) \($0.network) after \(folds)"
      }
      let expected = lines.map { String($0.prefix { $0 != "|" }.dropLast()) }
      // With oneDNN 3 another rule chooses the kernels of networks.
      func isHeld(_ line: String) -> Bool {
        Machine.current.libraryHasWinograd || ["linear", "duration"].contains(where: line.contains)
      }
      #expect(Set(keys.filter(isHeld)) == Set(expected.filter(isHeld)), "\(overrides)")
    }
  }
}
