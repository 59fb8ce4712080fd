import Foundation

/// Times the pipeline, and the peers beside it, in one sitting.
///
///     benchmark noop|render|train|beside|floor|classify|events|accuracy|transfer [NAME]
///
/// runs the benchmark of a kind that is called NAME, or those whose names begin so, prints a table and appends a line of
/// JSON for each to `results/`. `benchmark table` rewrites the table of kernels.
@main
struct Benchmark {
  static func main() {
    do {
      try run()
    } catch {
      note("\(error)")
      exit(1)
    }
  }

  private static func run() throws {
    _ = FileManager.default.changeCurrentDirectoryPath(Place.repository.path)
    let arguments = CommandLine.arguments.dropFirst()
    let name = arguments.dropFirst().first ?? ""
    switch arguments.first {
    case "noop": try report(NoopBenchmark.all, of: "noop", named: name)
    case "render":
      defer { Place.clear() }
      try report(RenderBenchmark.all, of: "render", named: name)
      for shares in RenderShares.all where shares.name.hasPrefix(name) { try shares.report() }
    case "train": try report(StepBenchmark.all, of: "train", named: name)
    case "floor": try report(FloorBenchmark.all, of: "floor", named: name)
    case "classify": try report(ClassifyBenchmark.all, of: "classify", named: name)
    case "accuracy":
      // Hours, so not without being named.
      let networks = name.hasPrefix("accuracy-networks") ? AccuracyBenchmark.networks : []
      try report(AccuracyBenchmark.all + networks, of: "accuracy", named: name)
    case "events":
      defer { Place.clear() }
      try report(EventsBenchmark.all, of: "events", named: name)
    case "transfer":
      try report(StepBenchmark.embedding, of: "transfer", named: name)
      try report([TransferBenchmark()], of: "transfer", named: name)
      try report([PublishedModelBenchmark()], of: "transfer", named: name)
      try report([AccuracyBenchmark.probe], of: "transfer", named: name)
      try report(StepBenchmark.fineTuning, of: "transfer", named: name)
      try report([AccuracyBenchmark.fineTuning], of: "transfer", named: name)
    case "beside": try report(BesideBenchmark.all, of: "beside", named: name)
    case "table": try KernelTable.rewrite()
    case StepsChild.command: try StepsChild.main(Array(arguments.dropFirst()))
    case PiecesChild.command: try PiecesChild.main(Array(arguments.dropFirst()))
    case TimedChild.command: try TimedChild.main(Array(arguments.dropFirst()))
    default:
      print(
        "usage: benchmark noop|render|train|beside|floor|classify|events|accuracy|transfer [NAME], or benchmark table"
      )
      exit(2)
    }
  }

  private static func report(
    _ benchmarks: [some MeasuredBenchmark], of kind: String, named name: String
  ) throws {
    let table = ResultTable(kind: kind)
    var failed = 0
    let named = benchmarks.filter { $0.name == name }
    for benchmark in named.isEmpty ? benchmarks.filter({ $0.name.hasPrefix(name) }) : named {
      do {
        for result in try benchmark.run() { try table.add(result) }
      } catch {
        note("\(benchmark.name): \(error)")
        failed += 1
      }
    }
    guard failed == 0 else { throw BenchmarkError("\(failed) of the benchmarks did not run") }
  }
}

protocol MeasuredBenchmark {
  var name: String { get }

  /// One result, or several that the same processes gave.
  func run() throws -> [Measurement]
}

/// Why a benchmark cannot run.
struct BenchmarkError: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) {
    self.description = description
  }
}
