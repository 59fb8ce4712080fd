/// What a sound file says about itself, checked as far as that goes without decoding it.
public struct AudioHeader: Hashable, Sendable {
  /// Frames a second, in Hz.
  public let sampleRate: Int
  public let channels: Int
  /// Samples of each channel.
  public let frames: Int
  /// Container and encoding in libsndfile's words: `WAV PCM_16`, `OGG VORBIS`; with `(joined)` where
  /// several streams are read as one, `(mended)` where the header does not tell the true length.
  public let encoding: String

  public init(sampleRate: Int, channels: Int, frames: Int, encoding: String) {
    self.sampleRate = sampleRate
    self.channels = channels
    self.frames = frames
    self.encoding = encoding
  }

  /// The version of what reads the file, where that is more than libsndfile alone; it belongs to the
  /// keys of what is made of it.
  public var decoder: Int? { Encoding.decoder(of: encoding) }

  /// The length in seconds.
  public var seconds: Double { Double(frames) / Double(sampleRate) }

  /// The header that a file of that stretch alone would have.
  ///
  /// - Throws: `AudioFault` `beyond-end` or `empty`.
  public func cut(to stretch: Stretch, name: String) throws(AudioFault) -> AudioHeader {
    let frames = try stretch.frames(of: self, name: name)
    return AudioHeader(
      sampleRate: sampleRate, channels: channels, frames: frames.count, encoding: encoding)
  }

  /// The header of the file at `path`.
  ///
  /// - Throws: `AudioFault` `missing`, `unreadable`, `empty` or `not-audio`.
  public static func read(path: String) throws(AudioFault) -> AudioHeader {
    try AudioFile(path: path).header
  }

  /// The header of an open file, which is read from its start and stays open; `name` is for messages.
  ///
  /// A name that is not UTF-8 and a link that must not be followed are the opener's affair.
  ///
  /// - Throws: `AudioFault` `unreadable`, `empty` or `not-audio`.
  public static func read(descriptor: Int32, name: String) throws(AudioFault) -> AudioHeader {
    try AudioFile(descriptor: descriptor, name: name).header
  }
}
