import Numerics

/// What is done to a spectrogram to see which of its order a network goes by: a picture has none of the order
/// that sound has, and whoever takes sound for a picture may not miss it.
public enum ImageChange: String, CaseIterable, Sendable {
  /// Frames in an order of chance: what sounds at once stays, how it goes on does not.
  case framesShuffled = "frames shuffled"
  /// The last frame first.
  case framesReversed = "frames reversed"
  /// The lowest band where the highest was.
  case bandsUpsideDown = "bands upside down"
  /// The first second over and over.
  case firstSecond = "first second only"

  /// - Parameters:
  ///   - values: `[bands, frames]`
  ///   - secondFrames: How many frames are a second.
  ///   - name: Of the clip, which chance goes by.
  public func apply(
    to values: inout MutableSpan<Float>, bands: Int, secondFrames: Int, name: String
  ) {
    let frames = values.count / bands
    let source = sources(frames: frames, secondFrames: secondFrames, name: name)
    let before = (0..<values.count).map { values[$0] }
    for band in 0..<bands {
      let from = self == .bandsUpsideDown ? bands - 1 - band : band
      for frame in 0..<frames {
        values[band * frames + frame] = before[from * frames + source[frame]]
      }
    }
  }

  /// Which frame comes to each place.
  private func sources(frames: Int, secondFrames: Int, name: String) -> [Int] {
    switch self {
    case .framesShuffled:
      var stream = Philox(seed: 0, purpose: .init(stringLiteral: "shuffle " + name))
      var places = Array(0..<frames)
      for last in places.indices.dropFirst().reversed() {
        places.swapAt(last, min(Int(stream.uniform() * Double(last + 1)), last))
      }
      return places
    case .framesReversed: return (0..<frames).reversed()
    case .bandsUpsideDown: return Array(0..<frames)
    case .firstSecond: return (0..<frames).map { $0 % max(1, min(secondFrames, frames)) }
    }
  }
}
