import CKernels
import Networks
import Numerics

/// A batch as the network takes it.
package struct Batch: Sendable {
  /// `[batch, bands, frames]`
  package var inputs: [Float]
  /// Soft labels `[batch, classes]`.
  package var targets: [Float]
  /// What the pooled features are multiplied by, `[batch, features]`.
  package var dropout: [Float]
}

/// Makes batches: standardise, roll, mix, mask; then soft labels and dropout's mask.
///
/// Every draw is keyed by seed, purpose, epoch and clip (or step), so that a batch is the same
/// whatever was made before it.
package struct Augmentation: Sendable {
  let settings: TrainingSettings
  let examples: TrainingExamples
  /// Columns of the dropout mask, and whether the network has dropout.
  let features: Int
  let hasDropout: Bool

  package init(
    settings: TrainingSettings, examples: TrainingExamples, features: Int, hasDropout: Bool
  ) {
    self.settings = settings
    self.examples = examples
    self.features = features
    self.hasDropout = hasDropout
  }

  /// - Parameters:
  ///   - clips: the clips' numbers among the examples
  ///   - epoch: from 1
  ///   - step: from 0, within the epoch
  package func batch(of clips: [Int], epoch: Int, step: Int) throws -> Batch {
    var mixing = Philox(seed: settings.seed, purpose: "mixup", epoch: epoch, clip: step)
    let isMixed = settings.mixup > 0
    let weight = isMixed ? Float(mixing.beta(settings.mixup)) : 1
    let partners = isMixed ? mixing.permutation(clips.count) : Array(clips.indices)

    let size = examples.valuesPerClip
    let rolled = try rolledClips(clips, epoch: epoch)
    var inputs = rolled
    if isMixed {
      for (place, partner) in partners.enumerated() {
        inputs.withUnsafeMutableBufferPointer { inputs in
          rolled.withUnsafeBufferPointer { rolled in
            ck_mix(
              rolled.baseAddress! + place * size, rolled.baseAddress! + partner * size,
              inputs.baseAddress! + place * size, size, weight)
          }
        }
      }
    }
    for (place, clip) in clips.enumerated() {
      mask(&inputs[place * size..<(place + 1) * size], clip: clip, epoch: epoch)
    }
    return Batch(
      inputs: inputs, targets: targets(clips, partners: partners, weight: weight),
      dropout: dropoutMask(rows: clips.count, epoch: epoch, step: step))
  }

  /// Each clip standardised, and rolled by a number of frames of its own.
  private func rolledClips(_ clips: [Int], epoch: Int) throws -> [Float] {
    let size = examples.valuesPerClip
    var spectrogram = [Float](repeating: 0, count: size)
    var rolled = [Float](repeating: 0, count: clips.count * size)
    for (place, clip) in clips.enumerated() {
      var span = spectrogram.mutableSpan
      try examples.read(clip, &span)
      var stream = Philox(seed: settings.seed, purpose: "time roll", epoch: epoch, clip: clip)
      let shift = settings.timeRoll ? stream.uniform(below: examples.frames) : 0
      rolled.withUnsafeMutableBufferPointer { rolled in
        ck_standardise_and_roll(
          spectrogram, rolled.baseAddress! + place * size, examples.bands, examples.frames, shift,
          examples.standardisation.mean, examples.standardisation.deviation)
      }
    }
    return rolled
  }

  /// SpecAugment (Park and others 2019): a stripe of bands and one of frames set to the mean.
  private func mask(_ clip: inout ArraySlice<Float>, clip number: Int, epoch: Int) {
    var stream = Philox(seed: settings.seed, purpose: "masks", epoch: epoch, clip: number)
    let bands = stripe(of: settings.frequencyMask, in: examples.bands, &stream)
    let frames = stripe(of: settings.timeMask, in: examples.frames, &stream)
    for band in 0..<examples.bands {
      let row = clip.startIndex + band * examples.frames
      let silenced = bands.contains(band) ? 0..<examples.frames : frames
      for frame in silenced { clip[row + frame] = 0 }
    }
  }

  /// 0 to `most` neighbours among `size`.
  private func stripe(of most: Int, in size: Int, _ stream: inout Philox) -> Range<Int> {
    let width = stream.uniform(below: min(most, size) + 1)
    let start = stream.uniform(below: size - width + 1)
    return start..<start + width
  }

  private func targets(_ clips: [Int], partners: [Int], weight: Float) -> [Float] {
    let classes = examples.classes
    let smoothing = Float(settings.labelSmoothing)
    var targets = [Float](
      repeating: smoothing / Float(classes), count: clips.count * classes)
    for (place, clip) in clips.enumerated() {
      let own = examples.labels[clip]
      let other = examples.labels[clips[partners[place]]]
      targets[place * classes + own] += (1 - smoothing) * weight
      targets[place * classes + other] += (1 - smoothing) * (1 - weight)
    }
    return targets
  }

  private func dropoutMask(rows: Int, epoch: Int, step: Int) -> [Float] {
    guard hasDropout, settings.dropout > 0 else {
      return [Float](repeating: 1, count: rows * features)
    }
    var stream = Philox(seed: settings.seed, purpose: "dropout", epoch: epoch, clip: step)
    let kept = Float(1 / (1 - settings.dropout))
    return (0..<rows * features).map { _ in stream.uniform() < settings.dropout ? 0 : kept }
  }
}
