import Foundation
import Learning
import Networks

/// Times both ways of every convolution of the networks that steps are timed of, and writes the table that the rule of
/// kernels reads: `Sources/Engine/Convolutions/ConvolutionTable.swift`.
enum KernelTable {
  static func rewrite() throws {
    guard EngineIdentity.hasChoiceOfKernels else {
      throw BenchmarkError("there is nothing to measure: oneDNN 2 and AVX-512 are needed")
    }
    let timings = try StepBenchmark.networks.flatMap { network in
      note("timing the convolutions of \(network.rawValue)")
      return try TrainingBenchmark(network, .float32).convolutions(repeats: 15)
    }
    let file = Place.repository.appending(
      path: "Sources/Engine/Convolutions/ConvolutionTable.swift")
    let before = try String(contentsOf: file, encoding: .utf8)
    let after = TrainingBenchmark.convolutionTableSource(timings)
    try after.write(to: file, atomically: true, encoding: .utf8)
    report(from: before, to: after)
  }

  private static func report(from before: String, to after: String) {
    let (old, new) = (Set(before.split(separator: "\n")), Set(after.split(separator: "\n")))
    let changes =
      old.subtracting(new).map { "- \($0)" } + new.subtracting(old).map { "+ \($0)" }
    print(changes.isEmpty ? "The table is as it was." : changes.sorted().joined(separator: "\n"))
  }
}
