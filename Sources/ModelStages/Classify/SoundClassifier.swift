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
  private let known: KnownSoundCheck?
  private let alpha: Double?

  /// - Parameter alpha: How often the set of classes that is given may miss the truth, and how often a known sound
  ///   may be taken for none of the classes; nil: neither is said.
  /// - Throws: `ModelError`, a sentence that names what is wrong with the model.
  package init(_ model: TrainedModel, unsure alpha: Double? = nil) throws {
    guard !model.classes.isEmpty else { throw ModelError.noClasses(network: model.network) }
    self.model = model
    segments = try SoundSegments(model.frontEnd)
    calibration = ModelTemperature(model.checkpoint)
    conformal = ConformalSets(model.checkpoint)
    self.alpha = alpha
    known = try alpha.flatMap { _ in try KnownSoundCheck(model) }
    if alpha != nil && conformal == nil && known == nil {
      throw ModelError.noSets(path: model.path)
    }
    network = try Classifier(of: model, batchSize: 1)
  }

  /// The mean over the probabilities of a file's segments, as evaluate takes it, calibrated where the model
  /// knows how.
  ///
  /// - Returns: nil when it was interrupted.
  /// - Throws: `AudioFault` where the file gives no samples.
  package func classify(path: String) throws -> Classification? {
    var mean = SegmentMean(model.classes.count)
    var embedding = known.map { SegmentMean($0.features) }
    let header = try segments.forEach(of: path) { _, render in
      mean.add(try network.probabilities(clips: 1) { _, spectrogram in render(&spectrogram) })
      try known?.embed(render) { embedding?.add($0) }
    }
    guard header != nil else { return nil }
    let set = alpha.flatMap { conformal?.set(of: mean.values, alpha: $0) }
    return Classification(
      classes: model.classes, calibration?.temperature.applied(to: mean.values) ?? mean.values,
      segments: mean.segments, isMultiLabel: network.isMultiLabel, isCalibrated: calibration != nil,
      set: set.map { zip(model.classes, $0).filter(\.1).map(\.0) },
      novelty: embedding.flatMap { embedding in
        known.map { $0.novelty(of: embedding.values, alpha: alpha ?? 0) }
      })
  }

  /// What the model cannot say of what is unsure; nil where it says all.
  package var unsureNote: String? {
    guard alpha != nil else { return nil }
    if known == nil {
      return """
        the model does not know how far sounds are from those that it has learned from, so that none is taken for \
        none of its classes; train it anew (make train ARGS=--force), a network with training.validation \
        "recordings"
        """
    }
    return conformal == nil
      ? "the model has no sets of classes; only sounds that are none of them are named" : nil
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
  /// Whether it is like anything that the model has learned from; nil where that was not asked or is not known.
  package let novelty: Novelty?

  /// How a sound compares with known ones.
  package struct Novelty: Hashable, Sendable {
    /// The share of known sounds that are at least as far from what the model has learned from.
    package let pValue: Double
    /// Whether it is taken for none of the classes.
    package let isNoneOfThese: Bool
  }

  package var label: String { probabilities[0].label }
  package var probability: Double { probabilities[0].probability }

  init(
    classes: [String], _ values: [Double], segments: Int, isMultiLabel: Bool, isCalibrated: Bool,
    set: [String]? = nil, novelty: Novelty? = nil
  ) {
    self.segments = segments
    self.isMultiLabel = isMultiLabel
    self.isCalibrated = isCalibrated
    self.novelty = novelty
    let ranked = zip(classes, values).map { (label: $0, probability: $1) }.sorted {
      $0.probability > $1.probability
    }
    probabilities = ranked
    self.set = set.map { set in ranked.map(\.label).filter(set.contains) }
  }
}
