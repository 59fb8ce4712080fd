import DataStages
import Pipeline

/// The stages in the order in which make runs them.
package func allStages(folds: FoldSelection) -> [any Stage] {
  [
    IngestStage(), SegmentStage(), RenderStage(), TrainStage(folds: folds),
    EvaluateStage(folds: folds),
  ]
}
