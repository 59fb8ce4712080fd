import Foundation
import Synchronization

/// Training of `cnn4` of width 16 beside other work: what its threads lose by waiting for each other.
struct BesideBenchmark: MeasuredBenchmark {
  enum Company: String, CaseIterable {
    case nothing
    case training
    case pytorch
  }

  static let all = Company.allCases.map { BesideBenchmark(company: $0) }
  private static let (steps, rounds) = (40, 3)
  private static let width = 16.0

  let company: Company
  var name: String { "beside-\(company.rawValue)" }

  func run() throws -> [Measurement] {
    if company == .pytorch && !Peer.has("torch", "safetensors", "numpy") { return [] }
    var (ours, bar): ([Double], [Double]) = ([], [])
    // In turns, so that what else the machine does meets both.
    for _ in 0..<Self.rounds {
      switch company {
      case .nothing:
        ours.append(try train())
        bar.append(try trainWaitingAsLibgompDoes())
      case .training:
        ours.append(try trainings(2).reduce(0, +))
        bar.append(try train())
      case .pytorch:
        ours.append(try Peer.whileTraining { try train() })
        bar.append(try train() / 2)
      }
    }
    return [
      Measurement(
        name: name, unit: .clipsPerSecond,
        ours: .init(best: ours.median, seconds: [:], versions: try Ours.versions()),
        peer: .init(best: bar.median, seconds: [:]))
    ]
  }

  /// Clips/s.
  private func train() throws -> Double {
    try StepsChild.run(
      .training, "cnn4", "float32", steps: Self.steps, width: Self.width
    ).clipsPerSecond
  }

  /// By its default number of spins, which a program leaves alone as it does any that is set.
  private func trainWaitingAsLibgompDoes() throws -> Double {
    setenv("GOMP_SPINCOUNT", "300000", 1)
    defer { unsetenv("GOMP_SPINCOUNT") }
    return try train()
  }

  private func trainings(_ count: Int) throws -> [Double] {
    let rates = Mutex<[Result<Double, any Error>]>([])
    DispatchQueue.concurrentPerform(iterations: count) { _ in
      let rate = Result { try train() }
      rates.withLock { $0.append(rate) }
    }
    return try rates.withLock { $0 }.map { try $0.get() }
  }
}
