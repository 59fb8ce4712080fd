import Engine
import Foundation
import Learning
import Networks

/// A training step against its floor: its convolutions alone, each pass by the fastest way that
/// oneDNN has for it. Prints where the rest of the step goes, by layer and pass.
struct FloorBenchmark: MeasuredBenchmark {
  static let all = (StepBenchmark.networks + [.mn04]).flatMap { network in
    Precision.allCases.map { FloorBenchmark(network: network, precision: $0) }
  }
  private static let steps = 20

  let network: NetworkDescription.Name
  let precision: Precision
  var name: String { "floor-\(network.rawValue)-\(precision.rawValue)" }

  func run() throws -> [Measurement] {
    let benchmark = TrainingBenchmark(network, precision)
    let convolutions = try benchmark.convolutions()
    let training = try benchmark.training(steps: Self.steps)
    let breakdown = StepBreakdown(training.operations, convolutions)
    print(breakdown.text)
    let (clips, floor) = (Double(benchmark.settings.batchSize), breakdown.floorSeconds)
    return [
      Measurement(
        name: name, unit: .clipsPerSecond,
        ours: .init(
          best: clips / training.stepSeconds.min()!, seconds: ["steps": training.stepSeconds],
          versions: try Ours.versions()),
        peer: .init(best: clips / floor, seconds: ["convolutions alone": [floor]]))
    ]
  }
}

/// The operations of a step, each convolution's pass beside the same pass alone.
private struct StepBreakdown {
  private struct Row {
    let layer, pass: String
    var seconds: Double
    let alone: Double?
  }
  private var rows: [Row] = []
  let floorSeconds: Double

  init(
    _ operations: [(layer: String, pass: String, seconds: Double)],
    _ convolutions: [TrainingBenchmark.ConvolutionTiming]
  ) {
    floorSeconds = convolutions.map(\.seconds).reduce(0, +)
    for operation in operations {
      // What is computed once more for the backward pass counts where it was computed first.
      if let index = rows.firstIndex(where: {
        $0.layer == operation.layer && $0.pass == operation.pass
      }) {
        rows[index].seconds += operation.seconds
      } else {
        let alone = convolutions.first {
          $0.layer == operation.layer && $0.pass == operation.pass
        }
        rows.append(
          Row(
            layer: operation.layer, pass: operation.pass, seconds: operation.seconds,
            alone: alone?.seconds))
      }
    }
  }

  var text: String {
    let total = rows.map(\.seconds).reduce(0, +)
    let convolutions = rows.filter { $0.alone != nil }
    let sums = [
      Row(
        layer: "all convolutions", pass: "", seconds: convolutions.map(\.seconds).reduce(0, +),
        alone: floorSeconds),
      Row(layer: "all", pass: "", seconds: total, alone: floorSeconds),
    ]
    let header = Self.line("layer", "pass", "ms", "share", "alone", "of it")
    return ([header] + (rows + sums).map { line($0, of: total) }).joined(separator: "\n")
  }

  private func line(_ row: Row, of total: Double) -> String {
    func percent(_ share: Double) -> String { String(format: "%.1f %%", 100 * share) }
    func milliseconds(_ seconds: Double) -> String { String(format: "%.2f", 1000 * seconds) }
    return Self.line(
      row.layer, row.pass, milliseconds(row.seconds), percent(row.seconds / total),
      row.alone.map(milliseconds) ?? "", row.alone.map { percent($0 / row.seconds) } ?? "")
  }

  private static func line(_ cells: String...) -> String {
    let widths = [24, 18, 8, 8, 8, 8]
    return zip(cells, widths).enumerated().map { index, cell in
      let padding = String(repeating: " ", count: max(cell.1 - cell.0.count, 0))
      return index < 2 ? cell.0 + padding : padding + cell.0
    }.joined(separator: " ")
  }
}
