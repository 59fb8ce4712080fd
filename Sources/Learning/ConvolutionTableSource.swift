import Engine

extension TrainingBenchmark {
  /// `ConvolutionTable.swift` anew, from float32 timings on a CPU with AVX-512.
  public static func convolutionTableSource(_ timings: [ConvolutionTiming]) -> String {
    // A shape that comes several times goes by its best run.
    let best = Dictionary(
      timings.filter(\.isChoice).map { ($0.tableKey, $0) },
      uniquingKeysWith: { $0.seconds <= $1.seconds ? $0 : $1 })
    let rows = best.map { "\($0) \($1.fastest)" }.sorted()
    let lines = rows.map { "    \"\($0)\"," }.joined(separator: "\n")
    return """
      /// Which way of a 3 x 3 convolution of stride 1 was faster in float32 with AVX-512; the benchmark
      /// of convolutions prints this file.
      package enum ConvolutionTable {
        /// Pass, inputs > outputs, height x width, and the winner.
        static let rows: Set<String> = [
      \(lines)
        ]
      }

      """
  }
}
