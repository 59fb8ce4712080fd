import Cache
import Configuration
import Digests
import Learning
import Manifest
import Pipeline
import Scoring
import TensorFiles

/// A run asked about the segments of a fold under a condition, by whichever stage.
struct FoldTest {
  private let run: RunRecord
  private let estimator: any Estimator
  private let fold: Int
  private let condition: Condition
  private let segments: SegmentSet

  /// - Parameters:
  ///   - run: A finished run of `estimator`.
  ///   - segments: The fold's, which the run has not learned from, in this condition.
  init(
    of run: RunRecord, _ estimator: any Estimator, fold: Int, on segments: SegmentSet,
    under condition: Condition = .clean
  ) {
    self.run = run
    self.estimator = estimator
    self.fold = fold
    self.condition = condition
    self.segments = segments
  }

  /// Records the predictions, each the mean over a clip's segments, with their scores.
  ///
  /// - Parameter key: Of all that they depend on.
  func carryOut(key: Digest, in context: StageContext) throws {
    let path = context.store.absolutePath(of: run.checkpoint!.object, .checkpoint)
    let checkpoint = try SafetensorsFile(contentsOf: path)
    if estimator.sees == .tensors {
      try ModelFrontEnd(checkpoint, path: path)?.check(FrontEndCard(context.configuration))
    }
    let classes = segments.classes
    let clips = ClipPredictions(
      segments.examples, try estimator.probabilities(of: segments, by: checkpoint),
      classes: classes.count)
    let scores = try FoldScores(
      clips, fold: fold, condition, classes: classes.count,
      temperature: ModelTemperature(checkpoint)?.temperature,
      conformal: ConformalSets(checkpoint), novelty: novelty(by: checkpoint))
    guard let scores else { throw StageError.notRendered(what: "of fold \(fold)") }
    try context.manifest.record(
      scores, clips.rows.map { PredictionRecord($0, classes: classes) }, of: run.id, key: key)
  }

  /// How far sounds as they are are from what the model knows; nil where its file has no such sounds.
  private func novelty(by checkpoint: SafetensorsFile) throws -> ClipNovelty? {
    guard condition == .clean, let known = try KnownSounds(checkpoint) else { return nil }
    let embeddings = try segments.embeddings(of: estimator, by: checkpoint)
    guard embeddings.count == segments.examples.count * known.features else {
      throw CheckpointError.knownSounds
    }
    return ClipNovelty(of: segments, embeddings, from: known)
  }
}
