import Engine
import Synchronization
import Threads

/// What each penalty is worth on rows that were held out, group by group.
struct PenaltySearch: Sendable {
  private let features: Int
  private let embeddings: [Float]
  private let labels: ProbeLabels
  /// scikit-learn's own: what follows only orders penalties.
  private static let tolerance = 1e-4

  /// - Parameter embeddings: `[rows, features]`
  init(_ embeddings: [Float], _ labels: ProbeLabels) {
    features = embeddings.count / labels.count
    self.embeddings = embeddings
    self.labels = labels
  }

  /// Cross-validation; nothing where there is one fold alone.
  ///
  /// Folds are tried side by side, which changes no bit: each is computed on one thread.
  ///
  /// - Parameter inversePenalties: From the strongest penalty to the weakest.
  func trials(_ inversePenalties: [Double], in folds: GroupedFolds) throws -> [Trial] {
    guard folds.count > 1 else { return [] }
    let results = Mutex([Int: Result<[Outcome], any Error>]())
    let threads = (0..<min(folds.count, Machine.current.processors)).map { _ in WorkerThread() }
    for fold in 0..<folds.count {
      threads[fold % threads.count].start {
        let result = Result { try self.outcomes(inversePenalties, heldOut: fold, of: folds.folds) }
        results.withLock { $0[fold] = result }
      }
    }
    for thread in threads { thread.wait() }
    let outcomes = try results.withLock { results in
      try (0..<folds.count).map { try results[$0]!.get() }
    }
    let count = Double(labels.count)
    return inversePenalties.enumerated().map { index, inversePenalty in
      let summary = Probe.Trial(
        inversePenalty: inversePenalty,
        logLoss: outcomes.reduce(0) { $0 + $1[index].loss } / count,
        accuracy: Double(outcomes.reduce(0) { $0 + $1[index].right }) / count)
      return Trial(summary: summary, logits: logits(outcomes.map { $0[index] }, in: folds))
    }
  }

  /// What a C gave, and each row's logits by the model that had not learned from it, `[rows, classes]`.
  struct Trial {
    let summary: Probe.Trial
    let logits: [Float]
  }

  /// Over the rows of a fold.
  private struct Outcome {
    var loss = 0.0
    var right = 0
    /// `[rows of the fold, classes]`
    var logits: [Double] = []
  }

  /// The folds' together, in the order of the rows.
  private func logits(_ outcomes: [Outcome], in folds: GroupedFolds) -> [Float] {
    var places = [Int](repeating: 0, count: outcomes.count)
    return folds.folds.flatMap { fold in
      defer { places[fold] += labels.classes }
      return outcomes[fold].logits[places[fold]..<places[fold] + labels.classes].map { Float($0) }
    }
  }

  /// By penalty: the strongest first, each a start for the next.
  private func outcomes(
    _ inversePenalties: [Double], heldOut fold: Int, of folds: [Int]
  ) throws -> [Outcome] {
    let (learned, heldOut) = (rows { folds[$0] != fold }, rows { folds[$0] == fold })
    var model: LogisticRegression?
    return try inversePenalties.map { inversePenalty in
      let next = try LogisticRegression(
        learned.embeddings, labels: learned.labels, inversePenalty: inversePenalty,
        tolerance: Self.tolerance, from: model)
      model = next
      return outcome(next.logits(heldOut.embeddings), labels: heldOut.labels)
    }
  }

  private func outcome(_ logits: [Double], labels: ProbeLabels) -> Outcome {
    var outcome = Outcome(logits: logits)
    for row in labels.rows.indices {
      let own = logits[row * labels.classes..<(row + 1) * labels.classes]
      let (loss, isRight) = labels.outcome(ofRow: row, logits: own)
      outcome.loss += loss
      outcome.right += isRight ? 1 : 0
    }
    return outcome
  }

  private func rows(
    where isWanted: (Int) -> Bool
  ) -> (embeddings: [Float], labels: ProbeLabels) {
    let indices = labels.rows.indices.filter(isWanted)
    return (
      indices.flatMap { embeddings[$0 * features..<($0 + 1) * features] }, labels.only(indices)
    )
  }
}
