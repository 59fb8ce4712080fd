/// The clips that a network learns from.
public struct TrainingExamples: Sendable {
  /// Reads a spectrogram `[bands, frames]` into a span of that size; called from another thread.
  public typealias Reader =
    @Sendable (_ clip: Int, _ into: inout MutableSpan<Float>) throws -> Void

  /// The same for a spectrogram that is not the same in every epoch, which count from 1.
  public typealias EpochReader =
    @Sendable (_ clip: Int, _ epoch: Int, _ into: inout MutableSpan<Float>) throws -> Void

  /// The class of each clip, from 0.
  public let labels: [Int]
  public let classes: Int
  public let bands: Int
  public let frames: Int
  public let standardisation: Standardisation
  package let read: Reader
  /// What is learned from; nil: what ``read`` gives.
  let readInEpoch: EpochReader?

  public init(
    labels: [Int], classes: Int, bands: Int, frames: Int, standardisation: Standardisation,
    read: @escaping Reader, readInEpoch: EpochReader? = nil
  ) {
    self.labels = labels
    self.classes = classes
    self.bands = bands
    self.frames = frames
    self.standardisation = standardisation
    self.read = read
    self.readInEpoch = readInEpoch
  }

  var count: Int { labels.count }
  var valuesPerClip: Int { bands * frames }
}
