import Foundation
import Manifest
import ModelStages
import TestSupport
import Testing

/// A stage is what its type says; make and the package name its program.
@Suite struct StageListTests {
  private func text(_ name: String) throws -> String {
    try String(contentsOf: packageRoot.appendingPathComponent(name), encoding: .utf8)
  }

  @Test func makeRunsTheStagesInTheirOrder() throws {
    let names = stageTypes.map { $0.name }
    #expect(try text("Makefile").contains("\nSTAGES := \(names.joined(separator: " "))\n"))
    let further = furtherStageTypes.map { $0.name }
    #expect(
      try text("Makefile").contains("\nFURTHER_STAGES := \(further.joined(separator: " "))\n"))
  }

  @Test func everyStageHasItsProgram() throws {
    let package = try text("Package.swift")
    for stage in stageTypes + furtherStageTypes {
      #expect(package.contains("command(\"soundmark-\(stage.name)\","))
      #expect(
        try text("Sources/soundmark-\(stage.name)/main.swift").contains("StageCommand<\(stage)>"))
    }
  }

  @Test(arguments: ArtefactKind.allCases)
  func everyKindOfArtefactIsMadeByAStage(kind: ArtefactKind) {
    #expect(stageTypes.contains { $0.name == kind.traits.stage })
  }
}
