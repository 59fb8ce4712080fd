import ArgumentParser
import Configuration
import Manifest
import ModelStages
import Pipeline

struct StatusCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status", abstract: "Print what every stage would do, and why.",
    discussion: "Nothing is written: the plans are made on a copy of the manifest in memory.")

  @OptionGroup var options: CommandOptions
  @OptionGroup var folds: FoldOptions

  func run() throws {
    var request = StageRequest()
    request.config = options.config
    request.overrides = options.overrides
    request.isDryRun = true
    var isWaiting = false
    for stage in allStages(folds: folds.selection) {
      do {
        try stage.run(request, options.reporter)
      } catch let error as StageError {
        // What an earlier stage has not made yet.
        if !isWaiting { options.reporter.result("\(stage.name): \(error)") }
        isWaiting = true
      }
    }
  }
}
