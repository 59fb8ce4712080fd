import ArgumentParser
import Configuration
import Glibc
import ModelStages
import Pipeline
import Serving

struct ServeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "soundmark-serve",
    abstract: "Serve the project as pages: browse, listen, review, drop a file, watch a training.",
    discussion: """
      soundmark serve                   http://127.0.0.1:8085/, for this machine alone
      soundmark serve --host 0.0.0.0    for others as well, who need the token that is printed

      Ctrl-C ends it. It reads the manifest, and writes to it verdicts of the review alone.
      """)

  @OptionGroup var options: CommandOptions

  @Option(name: .long, help: "The port; 0 takes any that is free.")
  var port = 8085

  @Option(
    name: .long,
    help: ArgumentHelp(
      "The address to listen on. Beyond this machine, pages are for those who have the token.",
      valueName: "address"))
  var host = "127.0.0.1"

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      """
      What listens to files that are dropped: a checkpoint or published weights; the project's last \
      network if not said.
      """, valueName: "model"))
  var model: String?

  func validate() throws {
    guard (0...65_535).contains(port) else {
      throw ValidationError("--port is \(port), expected 0 to 65535.")
    }
  }

  func run() throws {
    let configuration = try PipelineConfiguration.load(
      path: options.config, overrides: options.overrides)
    guard access(configuration.paths.manifest, F_OK) == 0 else {
      throw ServeError.noManifest(configuration.paths.manifest)
    }
    let named = model
    let site = Site(configuration) {
      try TrainedModel(named ?? ProjectModel(of: configuration).path) {
        WeightsFolder(configuration.paths.weights)
      }
    }
    try serve(site, at: host, port: port, options.reporter)
  }
}

enum ServeError: Error, CustomStringConvertible {
  case noManifest(String)

  var description: String {
    switch self {
    case .noManifest(let path):
      "There is nothing to serve: no manifest is at \(path); run make (or soundmark ingest) first."
    }
  }
}
