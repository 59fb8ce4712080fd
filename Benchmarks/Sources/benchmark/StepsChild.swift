import Engine
import Foundation
import Glibc
import Learning
import Networks

/// What a step does, by the word that its benchmarks begin with.
enum StepWork: String, CaseIterable {
  case training = "train"
  case inference = "infer"
  case embedding = "embed"
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

  static func run(
    _ work: StepWork, _ network: String, _ precision: String, steps: Int, width: Double? = nil
  ) throws -> StepsReport {
    try Command.runThis(
      [command, work.rawValue, network, precision, "\(steps)"] + (width.map { ["\($0)"] } ?? []))
  }

  static func main(_ arguments: [String]) throws {
    TeamWaiting.keepShort()
    guard 4...5 ~= arguments.count, let work = StepWork(rawValue: arguments[0]),
      let network = NetworkDescription.Name(rawValue: arguments[1]),
      let precision = Precision(rawValue: arguments[2]), let steps = Int(arguments[3]), steps > 0
    else {
      throw BenchmarkError(
        "usage: benchmark steps train|infer|embed NETWORK PRECISION STEPS [WIDTH]")
    }
    let width = arguments.count == 5 ? Double(arguments[4]) : nil
    let benchmark = TrainingBenchmark(network, precision, width: width)
    let seconds =
      switch work {
      case .training: try benchmark.training(steps: steps).stepSeconds
      case .inference: try benchmark.inference(steps: steps)
      // Batches that are computed beside each other have no times of their own.
      case .embedding: [try benchmark.embedding(steps: steps)]
      }
    let report = StepsReport(
      stepSeconds: seconds,
      clipsPerSecond: Double(benchmark.settings.batchSize) / seconds.median,
      peakMebibytes: peakMebibytes())
    print(String(decoding: try JSONEncoder().encode(report), as: UTF8.self))
  }

  private static func peakMebibytes() -> Double {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    return Double(usage.ru_maxrss) / 1024
  }
}

extension TrainingBenchmark {
  /// Steps of a network, of its own width if none is given.
  init(_ network: NetworkDescription.Name, _ precision: Precision, width: Double? = nil) {
    var settings = TrainingSettings()
    settings.network = NetworkDescription(network, width: width)
    settings.precision = precision
    let size = TimedSpectrogram(of: network)
    self.init(settings: settings, bands: size.bands, frames: size.frames)
  }
}

/// As large as a clip of 4 s gives with the front end that a network has, or as the size it was made for.
struct TimedSpectrogram {
  let bands, frames: Int
  /// Rows and columns in PyTorch.
  let peerShape: [Int]

  init(of network: NetworkDescription.Name) {
    (bands, frames) =
      switch network {
      case .mobilenet, .mn04, .mn05, .mn10, .mn20: (128, 400)
      case .sbcnn: (128, 128)
      case .vggish: (64, 96)
      case .cnn14: (64, 400)
      default: (128, 173)
      }
    peerShape = [.vggish, .cnn14].contains(network) ? [frames, bands] : [bands, frames]
  }
}
