import Manifest
import Networks
import Pipeline

/// What figures rest on, in words, so that none travels without it.
package struct EvaluationProtocol {
  private let runs: [RunRecord]
  private let testedFolds: [Int]
  private let folds: Int
  private let names: FoldNames
  private let validation: TrainingSettings.Validation

  package init(_ runs: [RunRecord], folds: Int, in context: StageContext) throws {
    self.runs = runs
    self.folds = folds
    names = try context.foldNames()
    validation = context.configuration.training.validation
    testedFolds = try Set(runs.flatMap { try context.manifest.scores(of: $0.id).map(\.fold) })
      .sorted()
  }

  /// "trained on folds 1, 2; tested on 3; last epoch (30); 1 of 3 folds"
  package var text: String {
    let epochs = runs.first?.epochs ?? 0
    let split =
      if runs.first?.honest != nil {
        Self.leakySplit(over: list(testedFolds))
      } else if let run = runs.first, runs.count == 1 {
        "trained on \(list(run.trainFolds)); tested on \(list(testedFolds))"
      } else {
        "each of \(list(testedFolds)) tested after training on others, with no choice made on it"
      }
    return
      "\(split)\(epochs > 0 ? "; " + chosen(epochs) : ""); \(testedFolds.count) of \(counted(folds, "fold"))"
  }

  /// What is said of folds that clips were dealt to at random.
  package static func leakySplit(over folds: String) -> String {
    "leaky on purpose: clips dealt at random over \(folds), so that recordings are in training and in test; no result"
  }

  private func chosen(_ epochs: Int) -> String {
    switch validation {
    case .none: "last epoch (\(epochs))"
    case .nextFold: "best of at most \(epochs) epochs on a training fold that was kept back"
    case .recordings: "best of at most \(epochs) epochs on training recordings that were kept back"
    }
  }

  private func list(_ folds: [Int]) -> String {
    "fold\(folds.count == 1 ? "" : "s") \(names.list(folds))"
  }
}
