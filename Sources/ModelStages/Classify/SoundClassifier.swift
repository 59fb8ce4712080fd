import Configuration
import DataStages
import Learning

/// Says what is heard in sound files, by a model alone.
package final class SoundClassifier {
  private let model: TrainedModel
  private let network: Classifier
  private let segments: SoundSegments

  /// - Throws: `ModelError`, a sentence that names what is wrong with the model.
  package init(_ model: TrainedModel) throws {
    self.model = model
    let shape = model.frontEnd.tensorShape
    segments = try SoundSegments(model.frontEnd)
    do {
      network = try Classifier(
        checkpoint: model.checkpoint, bands: shape.bands, frames: shape.frames, batchSize: 1)
    } catch {
      throw ModelError.unusable(path: model.path, reason: "\(error)")
    }
    guard network.classes == model.classes.count else {
      throw ModelError.classes(
        path: model.path, names: model.classes.count, outputs: network.classes)
    }
  }

  /// The mean over the probabilities of a file's segments, as evaluate takes it.
  ///
  /// - Returns: nil when it was interrupted.
  /// - Throws: `AudioFault` where the file gives no samples.
  package func classify(path: String) throws -> Classification? {
    var mean = MeanProbabilities(classes: model.classes.count)
    let isWhole = try segments.forEach(of: path) { _, render in
      mean.add(try network.probabilities(clips: 1) { _, spectrogram in render(&spectrogram) })
    }
    guard isWhole else { return nil }
    return Classification(classes: model.classes, mean, isMultiLabel: network.isMultiLabel)
  }
}

/// What is heard in a sound.
package struct Classification {
  /// Every class with its probability, the highest first.
  package let probabilities: [(label: String, probability: Double)]
  /// Segments that they are the mean of.
  package let segments: Int
  /// Whether several classes may be heard at once; else the probabilities add up to 1.
  package let isMultiLabel: Bool

  package var label: String { probabilities[0].label }
  package var probability: Double { probabilities[0].probability }

  init(classes: [String], _ mean: MeanProbabilities, isMultiLabel: Bool) {
    self.isMultiLabel = isMultiLabel
    probabilities = zip(classes, mean.values).map { ($0, $1) }.sorted {
      $0.probability > $1.probability
    }
    segments = mean.segments
  }
}
