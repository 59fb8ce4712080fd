import Networks
import Numerics

/// Makes batches: what is done to the clips, one after the other.
package struct Recipe: Sendable {
  let seed: UInt64
  let examples: TrainingExamples
  let order: EpochOrder
  private let transforms: [any BatchTransform]

  /// - Parameter dropouts: the features that each dropout of the network multiplies.
  package init(settings: TrainingSettings, examples: TrainingExamples, dropouts: [Int]) {
    seed = settings.seed
    self.examples = examples
    order = EpochOrder(
      labels: examples.labels, classes: examples.classes, balance: settings.balance)
    let transforms: [(any BatchTransform)?] = [
      Standardise(by: examples.standardisation),
      settings.timeRoll ? TimeRoll() : nil,
      settings.mixup > 0 ? Mixup(concentration: settings.mixup) : nil,
      SpectrogramMasks(bands: settings.frequencyMask, frames: settings.timeMask),
      LabelSmoothing(share: Float(settings.labelSmoothing), classes: examples.classes),
      settings.balance == .weights
        ? ClassWeights(labels: examples.labels, classes: examples.classes) : nil,
      DropoutMasks(features: dropouts, share: settings.dropout),
    ]
    self.transforms = transforms.compactMap { $0 }
  }

  /// - Parameters:
  ///   - clips: the clips' numbers among the examples
  ///   - epoch: from 1
  ///   - step: from 0, within the epoch
  package func batch(of clips: [Int], epoch: Int, step: Int) throws -> Batch {
    var batch = try read(clips, epoch: epoch)
    let draws = Draws(seed: seed, epoch: epoch, step: step)
    for transform in transforms { transform.apply(to: &batch, draws) }
    return batch
  }

  private func read(_ clips: [Int], epoch: Int) throws -> Batch {
    let size = examples.valuesPerClip
    var spectrogram = [Float](repeating: 0, count: size)
    var inputs: [Float] = []
    inputs.reserveCapacity(clips.count * size)
    for clip in clips {
      var span = spectrogram.mutableSpan
      if let read = examples.readInEpoch {
        try read(clip, epoch, &span)
      } else {
        try examples.read(clip, &span)
      }
      inputs += spectrogram
    }
    return Batch(
      clips: clips, bands: examples.bands, frames: examples.frames, inputs: inputs,
      labels: clips.map { [(label: examples.labels[$0], share: Float(1))] })
  }
}
