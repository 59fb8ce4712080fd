import DataStages
import Pipeline

/// The stages in the order in which make runs them.
package let stageTypes: [any Stage.Type] = [
  IngestStage.self, SegmentStage.self, RenderStage.self, TrainStage.self, EvaluateStage.self,
  PerturbStage.self,
]

/// Those that make runs when they are asked for by name.
package let furtherStageTypes: [any Stage.Type] = [ExplainStage.self, DuplicatesStage.self]

/// Every stage, as its command makes it.
///
/// - Parameter folds: For the stages that take folds.
package func allStages(folds: FoldOptions) -> [any Stage] {
  stageTypes.map { $0.made(with: folds) }
}

extension Stage {
  fileprivate static func made(with folds: FoldOptions) -> any Stage {
    Self((folds as? Options) ?? (EvaluateOptions(folds) as? Options) ?? Options())
  }
}
