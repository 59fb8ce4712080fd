import ArgumentParser
import DataStages
import Pipeline

struct SegmentCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "soundmark-segment",
    abstract: "Decode, mix, resample and cut clips into windows.",
    version: programVersion)

  @OptionGroup var options: StageOptions

  func run() throws {
    try SegmentStage().run(options.request, options.common.reporter)
  }
}

SegmentCommand.start()
