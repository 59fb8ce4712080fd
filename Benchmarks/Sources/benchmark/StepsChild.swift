import Engine
import Foundation
import Glibc
import Learning

/// What a step does, by the word that its benchmarks begin with.
enum StepWork: String, CaseIterable {
  case training = "train"
  case inference = "infer"
}

/// What a process that did nothing but such steps found.
struct StepsReport: Codable {
  let stepSeconds: [Double]
  let clipsPerSecond: Double
  let peakMebibytes: Double
}

/// Steps in a process of their own, so that its peak memory is theirs.
enum StepsChild {
  static let command = "steps"
  private static let batch = 32
  private static let warmUps = 3
  private static let precisions = ["float32": Precision.float32, "bfloat16": .bfloat16]

  private static let (bands, frames) = (128, 173)

  static func run(
    _ work: StepWork, _ network: String, _ precision: String, steps: Int
  ) throws -> StepsReport {
    let program = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().path
    let output = try Command.run(
      program, [command, work.rawValue, network, precision, "\(steps)"]
    ).output
    return try JSONDecoder().decode(StepsReport.self, from: Data(output.utf8))
  }

  static func main(_ arguments: [String]) throws {
    guard arguments.count == 4, let work = StepWork(rawValue: arguments[0]),
      let network = NetworkDescription.Name(rawValue: arguments[1]),
      let precision = precisions[arguments[2]], let steps = Int(arguments[3]), steps > 0
    else { throw BenchmarkError("usage: benchmark steps train|infer NETWORK PRECISION STEPS") }
    let all =
      switch work {
      case .training: try trainingSeconds(network, precision, steps + warmUps)
      case .inference: try inferenceSeconds(network, precision, steps + warmUps)
      }
    let seconds = Array(all.dropFirst(warmUps))
    let report = StepsReport(
      stepSeconds: seconds, clipsPerSecond: Double(batch) / seconds.median,
      peakMebibytes: peakMebibytes())
    print(String(decoding: try JSONEncoder().encode(report), as: UTF8.self))
  }

  /// One epoch of that many steps.
  private static func trainingSeconds(
    _ network: NetworkDescription.Name, _ precision: Precision, _ steps: Int
  ) throws -> [Double] {
    var marks: [Double] = [0]
    _ = try trainer(network, precision, steps).train(epoch: 1) { progress in
      marks.append(progress.seconds)
      return true
    }
    return zip(marks.dropFirst(), marks).map(-)
  }

  private static func inferenceSeconds(
    _ network: NetworkDescription.Name, _ precision: Precision, _ steps: Int
  ) throws -> [Double] {
    let classifier = try Classifier(
      checkpoint: trainer(network, .float32, 1).checkpoint(), bands: bands, frames: frames,
      batchSize: batch, precision: precision)
    let clip = noise()
    let clock = ContinuousClock()
    return try (0..<steps).map { _ in
      try clock.measure {
        _ = try classifier.probabilities(clips: batch) { _, spectrogram in
          for i in spectrogram.indices { spectrogram[i] = clip[i] }
        }
      } / .seconds(1)
    }
  }

  /// On noise, the spectrograms as large as a clip of 4 s gives.
  private static func trainer(
    _ network: NetworkDescription.Name, _ precision: Precision, _ steps: Int
  ) throws -> Trainer {
    var settings = TrainingSettings()
    settings.network = NetworkDescription(network)
    settings.precision = precision
    settings.epochs = 1
    let clip = noise()
    let examples = TrainingExamples(
      labels: (0..<steps * batch).map { $0 % 10 }, classes: 10, bands: bands, frames: frames,
      standardisation: Standardisation(mean: 0, deviation: 1)
    ) { _, spectrogram in
      for i in spectrogram.indices { spectrogram[i] = clip[i] }
    }
    return try Trainer(settings: settings, examples: examples)
  }

  private static func noise() -> [Float] {
    (0..<bands * frames).map { _ in Float.random(in: -1...1) }
  }

  private static func peakMebibytes() -> Double {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    return Double(usage.ru_maxrss) / 1024
  }
}
