import ArgumentParser
import Engine
import ModelStages
import Pipeline

struct EvaluateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "soundmark-evaluate",
    abstract: "Test each run on the folds that it has not seen, and compare.",
    version: programVersion)

  @OptionGroup var options: StageOptions
  @OptionGroup var folds: FoldOptions

  func run() throws {
    try EvaluateStage(folds: folds.selection).run(options.request, options.common.reporter)
  }
}

TeamWaiting.keepShort()
EvaluateCommand.start()
