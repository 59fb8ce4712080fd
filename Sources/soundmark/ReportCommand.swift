import ArgumentParser
import Cache
import Configuration
import ModelStages
import Pipeline
import Report

struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Write the results as one page to look at, to listen to and to share.",
    discussion: """
      report                    the configuration's network, as evaluate left it
      report --experiment NAME  another, by its name in the view leaderboard
      report --compare A B      which of two is better, and on which clips

      The page is one HTML file that needs no network. It is made again only when something in it \
      changed.
      """)

  @OptionGroup var options: CommandOptions

  @Option(
    name: .customLong("run"),
    help: ArgumentHelp("The experiment that this run belongs to.", valueName: "number"))
  var runNumber: Int?

  @Option(help: ArgumentHelp("An experiment, or the network of one.", valueName: "name"))
  var experiment: String?

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp("Two experiments, networks or runs.", valueName: "name"))
  var compare: [String] = []

  @Flag(help: "Leave sounds out.")
  var withoutAudio = false

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("The page; in paths.results if left out.", valueName: "file"))
  var output: String?

  func validate() throws {
    guard compare.isEmpty || compare.count == 2 else {
      throw ValidationError("--compare takes two names, not \(compare.count).")
    }
    guard [runNumber != nil, experiment != nil, !compare.isEmpty].count(where: { $0 }) <= 1 else {
      throw ValidationError("Name one of --run, --experiment and --compare.")
    }
  }

  func run() throws {
    let configuration = try PipelineConfiguration.load(
      path: options.config, overrides: options.overrides)
    let store = ObjectStore(root: configuration.paths.cache)
    let context = try StageContext(lookingAt: configuration, store, options.reporter)
    if compare.count == 2 {
      let comparison = try ComparisonPage(
        compare[0], compare[1], to: output, withAudio: !withoutAudio, in: context)
      for line in comparison.lines { options.reporter.result(line) }
      options.reporter.result(comparison.json)
      try write(comparison.path, isCurrent: comparison.isCurrent, comparison.write)
    } else {
      let page = try ReportPage(
        of: runNumber.map { "\($0)" } ?? experiment, to: output, withAudio: !withoutAudio,
        in: context)
      try write(page.path, isCurrent: page.isCurrent, page.write)
    }
  }

  private func write(_ path: String, isCurrent: Bool, _ make: () throws -> Int) throws {
    let reporter = options.reporter
    var object = JSONObject()
    object.set("event", "report")
    object.set("path", path)
    object.set("current", isCurrent)
    if isCurrent {
      reporter.result("report: up to date, \(path)")
    } else {
      let size = try make()
      reporter.result("report: \(path) (\(sizeText(size)))")
      object.set("bytes", size)
    }
    reporter.result(object)
  }
}
