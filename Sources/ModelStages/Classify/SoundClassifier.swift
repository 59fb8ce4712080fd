import Configuration
import DataStages
import Learning
import Scoring

/// Says what is heard in sound files, by a model alone.
package final class SoundClassifier {
  private let model: TrainedModel
  private let network: Classifier
  private let segments: SoundSegments
  private let calibration: ModelTemperature?
  private let conformal: ConformalSets?
  private let alpha: Double?

  /// - Parameter alpha: How often the set of classes that is given may miss the truth; nil: none is given.
  /// - Throws: `ModelError`, a sentence that names what is wrong with the model.
  package init(_ model: TrainedModel, unsure alpha: Double? = nil) throws {
    guard !model.classes.isEmpty else { throw ModelError.noClasses(network: model.network) }
    self.model = model
    segments = try SoundSegments(model.frontEnd)
    calibration = ModelTemperature(model.checkpoint)
    conformal = ConformalSets(model.checkpoint)
    self.alpha = alpha
    if alpha != nil && conformal == nil { throw ModelError.noSets(path: model.path) }
    network = try Classifier(of: model, batchSize: 1)
  }

  /// The mean over the probabilities of a file's segments, as evaluate takes it, calibrated where the model
  /// knows how.
  ///
  /// - Returns: nil when it was interrupted.
  /// - Throws: `AudioFault` where the file gives no samples.
  package func classify(path: String) throws -> Classification? {
    var mean = MeanProbabilities(classes: model.classes.count)
    let header = try segments.forEach(of: path) { _, render in
      mean.add(try network.probabilities(clips: 1) { _, spectrogram in render(&spectrogram) })
    }
    guard header != nil else { return nil }
    let set = alpha.flatMap { conformal?.set(of: mean.values, alpha: $0) }
    return Classification(
      classes: model.classes, calibration?.temperature.applied(to: mean.values) ?? mean.values,
      segments: mean.segments, isMultiLabel: network.isMultiLabel, isCalibrated: calibration != nil,
      set: set.map { zip(model.classes, $0).filter(\.1).map(\.0) })
  }
}

extension Classifier {
  /// - Throws: `ModelError`, a sentence that names what is wrong with the model.
  convenience init(of model: TrainedModel, batchSize: Int) throws {
    let shape = model.frontEnd.tensorShape
    do {
      try self.init(
        checkpoint: model.checkpoint, bands: shape.bands, frames: shape.frames, batchSize: batchSize
      )
    } catch {
      throw ModelError.unusable(path: model.path, reason: "\(error)")
    }
    guard classes == model.classes.count else {
      throw ModelError.classes(path: model.path, names: model.classes.count, outputs: classes)
    }
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
  /// Whether of answers that are as sure as this one about that share is right.
  package let isCalibrated: Bool
  /// The classes that hold the truth as often as was asked for, the likeliest first; nil where none was.
  package let set: [String]?

  package var label: String { probabilities[0].label }
  package var probability: Double { probabilities[0].probability }

  init(
    classes: [String], _ values: [Double], segments: Int, isMultiLabel: Bool, isCalibrated: Bool,
    set: [String]? = nil
  ) {
    self.segments = segments
    self.isMultiLabel = isMultiLabel
    self.isCalibrated = isCalibrated
    let ranked = zip(classes, values).map { (label: $0, probability: $1) }.sorted {
      $0.probability > $1.probability
    }
    probabilities = ranked
    self.set = set.map { set in ranked.map(\.label).filter(set.contains) }
  }
}
