/// What a file's bytes are: the streams that lie in it one after the other, of which most files have
/// one, and who decodes them.
enum SoundSource {
  case soundFile(SampleExtent)
  case flac(FLACLength)
  case ogg(SoundBytes, [OggPages.Stream])
  case mpeg(SoundBytes, [MPEGFrames.Stream], MPEGFrameHeader.Form)

  /// - Throws: `AudioFault` `not-audio` where the bytes are damaged, or more than the header speaks of.
  init(_ bytes: SoundBytes, name: String) throws(AudioFault) {
    if let pages = OggPages(bytes) {
      try Self.check(
        pages.strayBytes, most: OggPages.mostStrayBytes(in: bytes.size), at: pages.firstStray,
        "pages of Ogg", name)
      self = .ogg(bytes, pages.streams)
    } else if let length = FLACLength(bytes) {
      self = .flac(length)
    } else if SampleChunk.Form(bytes) == nil, let frames = MPEGFrames(bytes) {
      try Self.check(frames, size: bytes.size, name)
      self = .mpeg(bytes, frames.streams, frames.form)
    } else {
      self = .soundFile(try SampleExtent(bytes, name: name))
    }
  }

  var streamCount: Int {
    switch self {
    case .soundFile, .flac: 1
    case .ogg(_, let streams): streams.count
    case .mpeg(_, let streams, _): streams.count
    }
  }

  /// How many frames the first stream has.
  func frames(of decoder: any FrameDecoder) -> Int {
    if case .flac(let length) = self, let claimed = length.frames { return claimed }
    if let decoder = decoder as? SoundFileDecoder, decoder.isOfUnknownLength {
      decoder.countFrames()
    }
    return decoder.frames
  }

  /// The encoding as it is in the file, given what its decoder says.
  func encoding(_ encoding: String) -> String {
    switch self {
    case .soundFile(let extent): extent.encoding(encoding)
    case .ogg(_, let streams): encoding + (streams.count > 1 ? Encoding.joined : "")
    case .flac, .mpeg: encoding
    }
  }

  /// The end of the bytes that were read, where nothing else tells whether all of them were.
  var endOfReading: Int? {
    switch self {
    case .soundFile(let extent): extent.isKnown ? nil : extent.bytes.furthest
    case .flac(let length): length.bytes.furthest
    case .ogg, .mpeg: nil
    }
  }

  /// Nil where no decoder takes the stream.
  func open(_ stream: Int) -> (any FrameDecoder)? {
    switch self {
    case .soundFile(let extent):
      // libsndfile takes it for MPEG audio, of which there are no two frames.
      if MPEGFrames.seemToBegin(extent.bytes) { return nil }
      return SoundFileDecoder(extent.bytes)
    case .flac(let length): return SoundFileDecoder(length.bytes)
    case .ogg(let bytes, let streams): return OggDecoder(bytes, streams[stream])
    case .mpeg(let bytes, let streams, let form): return MPEGDecoder(bytes, streams[stream], form)
    }
  }

  private static func check(
    _ frames: MPEGFrames, size: Int, _ name: String
  ) throws(AudioFault) {
    if let place = frames.otherForm {
      throw AudioFault(
        .notAudio,
        "From byte \(place) on \(name) holds MPEG audio of another layer, sample rate or number of "
          + "channels than before; split it into files.")
    }
    for stream in frames.streams {
      // Some writers count the frame that says the number.
      if let claimed = stream.tag?.frames, claimed > stream.frames + 1 {
        throw AudioFault(
          .notAudio,
          "The first frame of \(name) claims \(claimed) frames of MPEG audio but \(stream.frames) are "
            + "there; the file may have been cut short: fetch or export it again.")
      }
    }
    try check(
      frames.strayBytes, most: MPEGFrames.mostStrayBytes(in: size), at: frames.firstStray,
      "frames of MPEG audio", name)
  }

  private static func check(
    _ strayBytes: Int, most: Int, at place: Int, _ what: String, _ name: String
  ) throws(AudioFault) {
    guard strayBytes > most else { return }
    throw AudioFault(
      .notAudio,
      "More than \(most) bytes of \(name), from byte \(place) on, are no \(what); it is damaged, or "
        + "another file was joined to it: fetch or export it again.")
  }
}
