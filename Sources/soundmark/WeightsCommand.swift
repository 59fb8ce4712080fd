import ArgumentParser
import Configuration
import Glibc
import ModelStages
import Pipeline

struct WeightsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "weights",
    abstract: "List published weights, or fetch them.",
    subcommands: [List.self, Fetch.self],
    defaultSubcommand: List.self)

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "List what is known: source, licence, size, what it was trained on, front end.")

    @OptionGroup var options: CommandOptions

    func run() throws {
      let folder = try WeightsFolder(options.weightsPath())
      for weights in PublishedWeights.all { show(weights, in: folder) }
    }

    private func show(_ weights: PublishedWeights, in folder: WeightsFolder) {
      let place = folder.has(weights) ? folder.place(of: weights) : nil
      let megabytes = decimals(Double(weights.byteCount) / 1e6, 1)
      options.reporter.result(
        lines: """
          \(weights.name)  \(megabytes) MB  \(place ?? "not fetched")
            source      \(weights.source)
            address     \(weights.address)\(weights.file)
            licence     \(weights.licence)
            trained on  \(weights.training)
            front end   \(weights.frontEnd?.rawValue ?? "none, made for pictures: any will do")

          """)
      var object = JSONObject()
      object.set("event", "weights")
      object.set("name", weights.name)
      object.set("source", weights.source)
      object.set("address", weights.address + weights.file)
      if let sha256 = weights.sha256 { object.set("sha256", sha256) }
      object.set("bytes", weights.byteCount)
      object.set("licence", weights.licence)
      object.set("trained_on", weights.training)
      if let frontEnd = weights.frontEnd { object.set("front_end", frontEnd.rawValue) }
      if let place { object.set("path", place) }
      options.reporter.result(object)
    }
  }

  struct Fetch: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Download weights with curl, check them, and keep them for all projects.",
      discussion: """
        They are kept in paths.weights, else in $XDG_CACHE_HOME/soundmark or ~/.cache/soundmark. Nothing \
        else that soundmark does reaches for the network.
        """)

    @OptionGroup var options: CommandOptions

    @Option(
      name: .long,
      help: ArgumentHelp("A mirror: an address with the same files.", valueName: "address"))
    var from: String?

    @Argument(help: "Names, as soundmark weights lists them.")
    var names: [String]

    func run() throws {
      let folder = try WeightsFolder(options.weightsPath())
      for name in names {
        guard let weights = PublishedWeights.named(name) else { throw WeightsError.unknown(name) }
        let place = folder.place(of: weights)
        let isThere = folder.has(weights)
        if isThere {
          _ = try folder.resolve(name)
        } else {
          try folder.fetch(weights, from: from)
        }
        options.reporter.result("\(name): \(place)\(isThere ? " (there already)" : "")")
        var object = JSONObject()
        object.set("event", "fetched")
        object.set("name", name)
        object.set("path", place)
        options.reporter.result(object)
      }
    }
  }
}

extension CommandOptions {
  /// What the project says, where there is one.
  func weightsPath() throws -> String? {
    if config == Self.standardConfiguration, access(config, F_OK) != 0, overrides.isEmpty {
      return nil
    }
    return try PipelineConfiguration.load(path: config, overrides: overrides).paths.weights
  }
}
