import Learning

/// What a clip's probabilities lose when a range of its bands, or a stretch of its frames, is covered: every
/// value there is replaced by the clip's mean, which says nothing.
///
/// Unlike Grad-CAM it takes the network as it is, from outside, whatever its layers are.
public struct Occlusion: Sendable {
  /// Neighbouring bands, or frames, that were covered together.
  public let bands, frames: [Range<Int>]
  /// Of the clip as it is, by class.
  public let probabilities: [Float]
  /// By range and class: the probability as it is, less that of the clip with the range covered.
  public let bandDrops, frameDrops: [[Float]]

  /// - Parameters:
  ///   - spectrogram: `[bands, frames]`, as the classifier takes it.
  ///   - parts: Ranges along each side, at most.
  /// - Throws: `EngineError`.
  public init(
    _ spectrogram: [Float], bands: Int, by classifier: Classifier, parts: Int = 16
  ) throws {
    let frameCount = spectrogram.count / bands
    self.bands = Self.ranges(bands, parts: parts)
    frames = Self.ranges(frameCount, parts: parts)
    let (bandRanges, frameRanges) = (self.bands, frames)
    let mean = Float(
      spectrogram.reduce(0.0) { $0 + Double($1) } / Double(max(spectrogram.count, 1)))
    let all = try classifier.probabilities(clips: 1 + bandRanges.count + frameRanges.count) {
      index, span in
      for place in spectrogram.indices { span[place] = spectrogram[place] }
      guard index > 0 else { return }
      let isOfBands = index <= bandRanges.count
      let covered = isOfBands ? bandRanges[index - 1] : frameRanges[index - 1 - bandRanges.count]
      for band in isOfBands ? covered : 0..<bands {
        for frame in isOfBands ? 0..<frameCount : covered {
          span[band * frameCount + frame] = mean
        }
      }
    }
    let classes = classifier.classes
    let rows = stride(from: 0, to: all.count, by: classes).map { Array(all[$0..<$0 + classes]) }
    let whole = rows[0]
    let drops = rows.dropFirst().map { row in zip(whole, row).map { $0 - $1 } }
    probabilities = whole
    bandDrops = Array(drops.prefix(bandRanges.count))
    frameDrops = Array(drops.dropFirst(bandRanges.count))
  }

  /// As many neighbours each, the last perhaps fewer.
  package static func ranges(_ count: Int, parts: Int) -> [Range<Int>] {
    let width = (count + parts - 1) / parts
    return stride(from: 0, to: count, by: max(width, 1)).map { $0..<min($0 + width, count) }
  }
}
