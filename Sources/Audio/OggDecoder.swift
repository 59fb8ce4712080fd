/// A stream of an Ogg file. libsndfile decodes it from the start; from elsewhere it goes astray in
/// Vorbis, and is given a stream that begins with the right page instead.
final class OggDecoder: FrameDecoder {
  let sampleRate: Int
  let channels: Int
  let frames: Int
  let encoding: String
  let isPCM16 = false
  private let bytes: SoundBytes
  private let stream: OggPages.Stream
  /// Whether the stream says its length, from which the place of a page follows.
  private let hasLength: Bool
  private var decoder: SoundFileDecoder
  private var position = 0

  /// A packet of Vorbis reaches over as many frames at most.
  private static let longestPacket = 8_192

  /// - Parameter bytes: The whole file's.
  init?(_ bytes: SoundBytes, _ stream: OggPages.Stream) {
    guard let decoder = SoundFileDecoder(bytes.part(stream.places)) else { return nil }
    self.bytes = bytes
    self.stream = stream
    self.decoder = decoder
    hasLength = !decoder.isOfUnknownLength
    if !hasLength { decoder.countFrames() }
    sampleRate = decoder.sampleRate
    channels = decoder.channels
    frames = decoder.frames
    encoding = decoder.encoding
  }

  func read(floats: UnsafeMutablePointer<Float>, frames: Int) -> Int {
    let count = decoder.read(floats: floats, frames: frames)
    position += count
    return count
  }

  func seek(to frame: Int) {
    if decoder.isVorbis {
      if frame < position || frame - position > sampleRate { begin(before: frame) }
      _ = skip(frame - position)
    } else {
      decoder.seek(to: frame)
      position = frame
    }
  }

  private func begin(before frame: Int) {
    if hasLength, let page = lastPage(before: frame) {
      let head = bytes.bytes(
        at: stream.places.lowerBound, count: stream.headerEnd - stream.places.lowerBound)
      let rest = bytes.part(page.start..<stream.places.upperBound, behind: head)
      if let decoder = SoundFileDecoder(rest), !decoder.isOfUnknownLength,
        0...frame ~= frames - decoder.frames
      {
        self.decoder = decoder
        position = frames - decoder.frames
        return
      }
    }
    guard let decoder = SoundFileDecoder(bytes.part(stream.places)) else { return }
    self.decoder = decoder
    position = 0
  }

  /// A late page from which on all frames after that one are decoded; nil: the first. Never the last,
  /// whose place says where the sound ends and not where its packets do.
  private func lastPage(before frame: Int) -> OggPages.Page? {
    let pages = stream.pages
    let start = (pages.last?.granule ?? 0) - frames
    var (low, high) = (0, pages.count)
    while low < high {
      let middle = (low + high) / 2
      if pages[middle].granule - start + Self.longestPacket <= frame {
        low = middle + 1
      } else {
        high = middle
      }
    }
    let place = min(low, pages.count - 2)
    return place > 0 ? pages[place] : nil
  }
}
