/// A part of a file, in seconds from its start.
///
/// It is cut at the file's own rate, before channels are mixed and samples resampled: its samples are
/// those of a file that holds the frames from `round(start × rate)` up to `round(end × rate)`.
public struct Stretch: Hashable, Sendable {
  public var start: Double
  public var end: Double

  public init(start: Double, end: Double) {
    self.start = start
    self.end = end
  }

  /// Tables round times to milliseconds: so much beyond the end of a file is the end.
  private static let rounding = 0.001

  /// Which frames of a file those are.
  ///
  /// - Throws: `AudioFault` `beyond-end`, or `empty` where it is shorter than a frame.
  public func frames(of header: AudioHeader, name: String) throws(AudioFault) -> Range<Int> {
    let rate = Double(header.sampleRate)
    guard start >= 0, start <= header.seconds, end - Self.rounding <= header.seconds else {
      throw AudioFault(
        .beyondEnd,
        "The stretch from \(start) s to \(end) s leads beyond the end of \(name.printable), which lasts "
          + "\(header.seconds) s; check start and end in the metadata.")
    }
    let first = Int((start * rate).rounded())
    let last = min(header.frames, Int((end * rate).rounded()))
    guard first < last else {
      throw AudioFault(
        .empty,
        "The stretch from \(start) s to \(end) s of \(name.printable) holds no frame at "
          + "\(header.sampleRate) Hz; check start and end in the metadata.")
    }
    return first..<last
  }
}
