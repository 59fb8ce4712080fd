import Engine
import Foundation
import Glibc
import Learning

/// What a process that did nothing but train found.
struct StepsReport: Codable {
  let stepSeconds: [Double]
  let clipsPerSecond: Double
  let peakMebibytes: Double
}

/// Training steps in a process of their own, so that its peak memory is theirs.
enum StepsChild {
  static let command = "steps"
  private static let batch = 32
  private static let warmUps = 3
  private static let precisions = ["float32": Precision.float32, "bfloat16": .bfloat16]

  static func run(network: String, precision: String, steps: Int) throws -> StepsReport {
    let program = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().path
    let output = try Command.run(program, [command, network, precision, "\(steps)"]).output
    return try JSONDecoder().decode(StepsReport.self, from: Data(output.utf8))
  }

  static func main(_ arguments: [String]) throws {
    guard arguments.count == 3, let network = NetworkDescription.Name(rawValue: arguments[0]),
      let precision = precisions[arguments[1]], let steps = Int(arguments[2]), steps > 0
    else { throw BenchmarkError("usage: benchmark steps NETWORK PRECISION STEPS") }
    let seconds = Array(try stepSeconds(network, precision, steps + warmUps).dropFirst(warmUps))
    let report = StepsReport(
      stepSeconds: seconds, clipsPerSecond: Double(batch) / seconds.median,
      peakMebibytes: peakMebibytes())
    print(String(decoding: try JSONEncoder().encode(report), as: UTF8.self))
  }

  /// One epoch on noise, the spectrograms as large as a clip of 4 s gives.
  private static func stepSeconds(
    _ network: NetworkDescription.Name, _ precision: Precision, _ steps: Int
  ) throws -> [Double] {
    let (bands, frames) = (128, 173)
    var settings = TrainingSettings()
    settings.network = NetworkDescription(network)
    settings.precision = precision
    settings.epochs = 1
    var random = SystemRandomNumberGenerator()
    let noise = (0..<bands * frames).map { _ in Float.random(in: -1...1, using: &random) }
    let examples = TrainingExamples(
      labels: (0..<steps * batch).map { $0 % 10 }, classes: 10, bands: bands, frames: frames,
      standardisation: Standardisation(mean: 0, deviation: 1)
    ) { _, spectrogram in
      for i in spectrogram.indices { spectrogram[i] = noise[i] }
    }
    var marks: [Double] = [0]
    _ = try Trainer(settings: settings, examples: examples).train(epoch: 1) { progress in
      marks.append(progress.seconds)
      return true
    }
    return zip(marks.dropFirst(), marks).map(-)
  }

  private static func peakMebibytes() -> Double {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    return Double(usage.ru_maxrss) / 1024
  }
}
