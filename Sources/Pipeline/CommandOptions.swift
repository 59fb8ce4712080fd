import ArgumentParser

/// What every command takes.
package struct CommandOptions: ParsableArguments {
  package static let standardConfiguration = "pipeline.json"

  @Option(
    name: .long, help: ArgumentHelp("The configuration.", valueName: "file"))
  package var config = standardConfiguration

  @Option(
    name: .customLong("set"),
    help: ArgumentHelp(
      "Override a key, as in segment.seconds=2; may be repeated.", valueName: "key=value"))
  package var overrides: [String] = []

  @Flag(name: .shortAndLong, help: "Print the summary only.")
  package var quiet = false

  @Flag(name: .long, help: "Print one JSON object a line on standard output.")
  package var json = false

  package init() {}

  package var reporter: Reporter { Reporter(quiet: quiet, json: json) }
}

/// What every stage takes besides.
package struct StageOptions: ParsableArguments {
  @OptionGroup package var common: CommandOptions

  @Flag(
    name: [.customShort("n"), .long], help: "Print what would run and why, and end.")
  package var dryRun = false

  @Flag(name: .long, help: "Compute everything again.")
  package var force = false

  @Flag(name: .long, help: "End with status 1 when a clip has a fault.")
  package var strict = false

  @Option(name: .long, help: "Workers; as many as there are processors if left out.")
  package var jobs: Int?

  @Option(
    name: .long,
    help: ArgumentHelp("Take a share of the items only, as in 2/8.", valueName: "i/n"))
  package var shard: Shard?

  package init() {}

  package var request: StageRequest {
    var request = StageRequest()
    request.config = common.config
    request.overrides = common.overrides
    request.isDryRun = dryRun
    request.isForced = force
    request.isStrict = strict
    request.jobs = jobs
    request.shard = shard
    return request
  }

  package func validate() throws {
    if let jobs, !(1...1024).contains(jobs) {
      throw ValidationError("--jobs is \(jobs); it takes a number from 1 to 1024.")
    }
  }
}

extension Shard: ExpressibleByArgument {
  package init?(argument: String) {
    self.init(argument)
  }
}
