import Engine
import Glibc
import Synchronization
import Threads

/// What each penalty is worth on rows that were held out, group by group.
struct PenaltySearch: Sendable {
  private let features: Int
  private let embeddings: [Float]
  private let labels: [Int]
  private let classes: Int
  /// scikit-learn's own: what follows only orders penalties.
  private static let tolerance = 1e-4

  /// - Parameter embeddings: `[rows, features]`
  init(_ embeddings: [Float], _ labels: [Int], classes: Int) {
    features = embeddings.count / labels.count
    self.embeddings = embeddings
    self.labels = labels
    self.classes = classes
  }

  /// Cross-validation; empty where there is one fold alone.
  ///
  /// Folds are tried side by side, which changes no bit: each is computed on one thread.
  func trials(in folds: GroupedFolds) throws -> [Probe.Trial] {
    guard folds.count > 1 else { return [] }
    let results = Mutex([Int: Result<[Outcome], any Error>]())
    let threads = (0..<min(folds.count, Machine.current.processors)).map { _ in WorkerThread() }
    for fold in 0..<folds.count {
      threads[fold % threads.count].start {
        let result = Result { try self.outcomes(heldOut: fold, of: folds.folds) }
        results.withLock { $0[fold] = result }
      }
    }
    for thread in threads { thread.wait() }
    let outcomes = try results.withLock { results in
      try (0..<folds.count).map { try results[$0]!.get() }
    }
    let count = Double(labels.count)
    return Probe.inversePenalties.enumerated().map { index, inversePenalty in
      Probe.Trial(
        inversePenalty: inversePenalty,
        logLoss: outcomes.reduce(0) { $0 + $1[index].loss } / count,
        accuracy: Double(outcomes.reduce(0) { $0 + $1[index].right }) / count)
    }
  }

  /// Over the rows of a fold.
  private struct Outcome {
    var loss = 0.0
    var right = 0
  }

  /// By penalty: the strongest first, each a start for the next.
  private func outcomes(heldOut fold: Int, of folds: [Int]) throws -> [Outcome] {
    let (learned, heldOut) = (rows { folds[$0] != fold }, rows { folds[$0] == fold })
    var model: LogisticRegression?
    return try Probe.inversePenalties.map { inversePenalty in
      let next = try LogisticRegression(
        learned.embeddings, labels: learned.labels, classes: classes,
        inversePenalty: inversePenalty, tolerance: Self.tolerance, from: model)
      model = next
      return outcome(next.logits(heldOut.embeddings), labels: heldOut.labels)
    }
  }

  private func outcome(_ logits: [Double], labels: [Int]) -> Outcome {
    var outcome = Outcome()
    for (row, label) in labels.enumerated() {
      let own = logits[row * classes..<(row + 1) * classes]
      let highest = own.max()!
      let normaliser = highest + log(own.reduce(0) { $0 + exp($1 - highest) })
      outcome.loss += normaliser - own[own.startIndex + label]
      outcome.right += own.firstIndex(of: highest) == own.startIndex + label ? 1 : 0
    }
    return outcome
  }

  private func rows(where isWanted: (Int) -> Bool) -> (embeddings: [Float], labels: [Int]) {
    let indices = labels.indices.filter(isWanted)
    return (
      indices.flatMap { embeddings[$0 * features..<($0 + 1) * features] },
      indices.map { labels[$0] }
    )
  }
}
