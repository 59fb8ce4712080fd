import ArgumentParser
import Cache
import Configuration
import Manifest
import ModelStages
import Pipeline

struct StatusCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status", abstract: "Print what every stage would do, and why.",
    discussion: """
      Nothing is written: the plans are made on a copy of the manifest in memory, one after another, so \
      that each counts on what the earlier ones find made.
      """)

  @OptionGroup var options: CommandOptions
  @OptionGroup var folds: FoldOptions

  func run() throws {
    let reporter = options.reporter
    let configuration = try PipelineConfiguration.load(
      path: options.config, overrides: options.overrides)
    let context = try StageContext(
      lookingAt: configuration, ObjectStore(root: configuration.paths.cache), reporter)
    var expected: ExpectedClips?
    for stage in allStages(folds: folds) {
      do {
        try stage.showPlan(in: context, for: &expected)
      } catch let error as StageError {
        // Without it nothing that follows could be planned.
        return reporter.result("\(stage.name): \(error)")
      }
    }
  }
}
