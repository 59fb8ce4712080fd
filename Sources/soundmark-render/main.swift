import ArgumentParser
import DataStages
import Pipeline

struct RenderCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "soundmark-render",
    abstract: "Turn windows into spectrograms and previews.",
    version: programVersion)

  @OptionGroup var options: StageOptions

  func run() throws {
    try RenderStage().run(options.request, options.common.reporter)
  }
}

RenderCommand.start()
