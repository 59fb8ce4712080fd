import ArgumentParser
import Pipeline

struct SoundmarkCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "soundmark",
    abstract: "From a folder of sounds and its metadata to an honest classifier.",
    discussion: """
      The stages, in their order; soundmark replaces itself by the one that is asked for:
      \(StageProgram.list)

      Each reads pipeline.json, takes --dry-run and --help, and computes nothing twice. soundmark serve \
      shows their results as pages, to be browsed, heard and reviewed.
      """,
    version: programVersion,
    subcommands: [
      StatusCommand.self, VerifyCommand.self, CollectCommand.self, SynthesizeCommand.self,
      InspectCommand.self, ExportCommand.self, ClassifyCommand.self, EmbedCommand.self,
      NetworksCommand.self, WeightsCommand.self, ReportCommand.self, QueryCommand.self,
      SegmentsCommand.self, SearchCommand.self, LearnCommand.self,
    ])
}
