import CSndfile

/// A stream that libsndfile decodes.
final class SoundFileDecoder: FrameDecoder {
  let sampleRate: Int
  let channels: Int
  private(set) var frames: Int
  let encoding: String
  let isPCM16: Bool
  private let format: Int32
  private let bytes: SoundBytes
  private var handle: OpaquePointer?
  private var position = 0

  /// Opens those bytes from their start; nil where libsndfile does not take them.
  init?(_ bytes: SoundBytes) {
    self.bytes = bytes
    guard let (handle, info) = Self.open(bytes) else { return nil }
    self.handle = handle
    format = info.format
    sampleRate = Int(info.samplerate)
    channels = Int(info.channels)
    frames = Int(info.frames)
    encoding = Encoding.name(of: info.format)
    isPCM16 = Int(info.format) & Int(SF_FORMAT_SUBMASK) == Int(SF_FORMAT_PCM_16)
  }

  deinit {
    if let handle { sf_close(handle) }
  }

  /// Whether the stream does not say how long it is: Ogg that has no last page, FLAC from a pipe.
  var isOfUnknownLength: Bool { frames == Int.max }

  /// Finds out how long the stream is by decoding it.
  func countFrames() {
    frames = skip(Int.max)
    restart()
  }

  var isVorbis: Bool { encodingCode == Int(SF_FORMAT_VORBIS) }

  func read(floats: UnsafeMutablePointer<Float>, frames: Int) -> Int {
    advance(sf_readf_float(handle, floats, sf_count_t(frames)))
  }

  func read(shorts: UnsafeMutablePointer<Int16>, frames: Int) -> Int {
    advance(sf_readf_short(handle, shorts, sf_count_t(frames)))
  }

  private func advance(_ count: sf_count_t) -> Int {
    position += max(0, Int(count))
    return max(0, Int(count))
  }

  func seek(to frame: Int) {
    guard frame != position else { return }
    if let lead = leadIn {
      let start = max(0, frame - lead)
      if sf_seek(handle, sf_count_t(start), Int32(SEEK_SET)) == sf_count_t(start) {
        position = start
      } else {
        restart()
      }
    } else if frame < position {
      restart()
    }
    _ = skip(frame - position)
  }

  private func restart() {
    if let handle { sf_close(handle) }
    handle = Self.open(bytes)?.handle
    position = 0
  }

  /// How many frames before a place libsndfile has to be sent so that it gives the right bits from the
  /// place on; nil where it only does from the start.
  private var leadIn: Int? {
    switch encodingCode {
    case Int(SF_FORMAT_PCM_S8), Int(SF_FORMAT_PCM_16), Int(SF_FORMAT_PCM_24),
      Int(SF_FORMAT_PCM_32), Int(SF_FORMAT_PCM_U8), Int(SF_FORMAT_FLOAT), Int(SF_FORMAT_DOUBLE),
      Int(SF_FORMAT_ULAW), Int(SF_FORMAT_ALAW), Int(SF_FORMAT_IMA_ADPCM),
      Int(SF_FORMAT_MS_ADPCM), Int(SF_FORMAT_ALAC_16), Int(SF_FORMAT_ALAC_20),
      Int(SF_FORMAT_ALAC_24), Int(SF_FORMAT_ALAC_32):
      0
    // What Opus predicts from is forgotten in tenths of a second.
    case Int(SF_FORMAT_OPUS): 4 * sampleRate
    default: nil
    }
  }

  private var encodingCode: Int { Int(format) & Int(SF_FORMAT_SUBMASK) }

  private static func open(_ bytes: SoundBytes) -> (handle: OpaquePointer, info: SF_INFO)? {
    bytes.seek(0)
    var info = SF_INFO()
    var callbacks = SoundBytes.callbacks
    let handle = sf_open_virtual(
      &callbacks, Int32(SFM_READ), &info, Unmanaged.passUnretained(bytes).toOpaque())
    return handle.map { ($0, info) }
  }
}
