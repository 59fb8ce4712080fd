import ArgumentParser
import DataStages
import Pipeline

struct IngestCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "soundmark-ingest",
    abstract: "List the clips of a data set, examine their files and note what is wrong with them.",
    version: programVersion)

  @OptionGroup var options: StageOptions

  func run() throws {
    try IngestStage().run(options.request, options.common.reporter)
  }
}

IngestCommand.start()
