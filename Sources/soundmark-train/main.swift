import ArgumentParser
import Engine
import ModelStages
import Pipeline

struct TrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "soundmark-train",
    abstract: "Train a network for each fold on all the others.",
    version: programVersion)

  @OptionGroup var options: StageOptions
  @OptionGroup var folds: FoldOptions

  func run() throws {
    try TrainStage(folds: folds.selection).run(options.request, options.common.reporter)
  }
}

TeamWaiting.keepShort()
TrainCommand.start()
