import Manifest
import ModelStages
import Pages
import Report
import Synchronization

/// What networks go by in clips: computed when it is asked for, one clip at a time, and kept for a while.
final class ClipExplanations: Sendable {
  private let kept = Kept<HTML>(atMost: 32)
  private let eyes = Mutex<Eyes?>(nil)

  /// A network's memory belongs to one caller at a time, which the lock around it sees to.
  private struct Eyes: @unchecked Sendable {
    let checkpoint: String
    let model: TrainedModel
    let explainer: SoundExplainer
  }

  /// For the class that the clip is taken for, and for its label where that is another.
  ///
  /// - Parameters:
  ///   - said: What the network said of the clip when it was tested, by class.
  ///   - checkpoint: Where that of the run lies which was tested on the clip.
  /// - Throws: `ModelError`, `ExplanationError` or `AudioFault`.
  func html(
    of record: ClipRecord, labelled label: String, said: [String: Double], by checkpoint: String,
    in path: String
  ) throws -> HTML {
    try eyes.withLock { eyes in
      let content = record.file?.source.hex ?? ""
      return try kept.value("\(checkpoint) \(record.id) \(content) \(label)") {
        if eyes?.checkpoint != checkpoint {
          let model = try TrainedModel(contentsOf: checkpoint)
          eyes = Eyes(
            checkpoint: checkpoint, model: model, explainer: try SoundExplainer(model))
        }
        let sureness = eyes!.model.set(of: said, alpha: Sureness.alpha).map(Sureness.words)
        let reasons = try SoundExplanation(
          of: path, stretch: record.stretch, as: label, by: eyes!.explainer
        ).html(of: record.listing.name)
        return "\(sureness ?? "")\(reasons)"
      }
    }
  }
}
