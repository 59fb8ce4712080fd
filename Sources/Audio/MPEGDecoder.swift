import CMpg123
import Glibc

/// A stream of MPEG audio, layer I to III, that libmpg123 decodes; without what its encoder says that it put
/// before and after the sound.
///
/// What a frame decodes to depends on those before it, in its last bit even on their number. So that any
/// place gives the same bits however one comes there, a decoder begins anew at fixed places, some frames
/// ahead of each to be in full swing.
final class MPEGDecoder: FrameDecoder {
  let sampleRate: Int
  let channels: Int
  let frames: Int
  let encoding: String
  let isPCM16 = false
  private let bytes: SoundBytes
  private let stream: MPEGFrames.Stream
  private let samplesPerFrame: Int
  /// Samples before the sound.
  private let before: Int
  /// Of the sound.
  private var position = 0

  private var handle: OpaquePointer?
  /// The next bytes for the decoder.
  private var next = 0
  private var block: [UInt8] = []
  /// Samples that were given since the last fixed place, from there on.
  private var pieceRest = 0

  /// A filter bank delays all sound by as many samples.
  private static let filterDelay = 529
  private static let blockSize = 1 << 15

  /// - Parameter bytes: The whole file's.
  init?(_ bytes: SoundBytes, _ stream: MPEGFrames.Stream, _ form: MPEGFrameHeader.Form) {
    self.bytes = bytes
    self.stream = stream
    sampleRate = form.sampleRate
    channels = form.isMono ? 1 : 2
    encoding = "MPEG MPEG_LAYER_" + String(repeating: "I", count: form.layer)
    samplesPerFrame = form.samplesPerFrame
    let all = stream.frames * form.samplesPerFrame
    var (first, last) = (0, all)
    if let padding = stream.tag?.padding {
      first = min(all, padding.before + Self.filterDelay)
      if stream.tag?.frames == stream.frames {
        last = min(all, max(first, all - padding.after + Self.filterDelay))
      }
    }
    before = first
    frames = last - first
    block.reserveCapacity(Self.blockSize)
  }

  deinit {
    mpg123_delete(handle)
  }

  func read(floats: UnsafeMutablePointer<Float>, frames: Int) -> Int {
    guard position < self.frames, pieceRest > 0 || begin() else { return 0 }
    let count = decode(floats, min(frames, pieceRest, self.frames - position))
    position += count
    pieceRest -= count
    return count
  }

  func seek(to frame: Int) {
    let isAhead = frame >= position && frame - position <= pieceRest && handle != nil
    if !isAhead {
      let size = MPEGFrames.piece * samplesPerFrame
      position = max(0, (frame + before) / size * size - before)
      pieceRest = 0
    }
    _ = skip(frame - position)
  }

  /// Begins with the piece that the position lies in.
  private func begin() -> Bool {
    let size = MPEGFrames.piece * samplesPerFrame
    let piece = (position + before) / size
    guard let new = Self.newHandle(), piece <= stream.leads.count, !stream.runs.isEmpty else {
      return false
    }
    mpg123_delete(handle)
    handle = new
    next = piece == 0 ? stream.runs[0].lowerBound : stream.leads[piece - 1]
    let lead = piece == 0 ? 0 : MPEGFrames.lead * samplesPerFrame
    let left = lead + (position + before) % size
    pieceRest = size - (position + before) % size
    return discard(left) == left
  }

  private func discard(_ count: Int) -> Int {
    withUnsafeTemporaryAllocation(of: Float.self, capacity: 4_096 * channels) { block in
      var discarded = 0
      while discarded < count {
        let more = decode(block.baseAddress!, min(4_096, count - discarded))
        if more == 0 { break }
        discarded += more
      }
      return discarded
    }
  }

  /// What the decoder gives next, as many frames as are wanted unless there are no more.
  private func decode(_ floats: UnsafeMutablePointer<Float>, _ frames: Int) -> Int {
    let size = channels * MemoryLayout<Float>.size
    var filled = 0
    while filled < frames * size {
      var count = 0
      let ending = mpg123_read(
        handle, UnsafeMutableRawPointer(floats) + filled, frames * size - filled, &count)
      filled += count
      switch ending {
      case MPG123_OK.rawValue: continue
      case MPG123_NEED_MORE.rawValue where feed(): continue
      case MPG123_NEW_FORMAT.rawValue where isAsExpected: continue
      default: return filled / size
      }
    }
    return filled / size
  }

  /// Gives the decoder the next block of frames; false at the end.
  private func feed() -> Bool {
    guard let run = stream.runs.first(where: { $0.upperBound > next }) else { return false }
    let start = max(next, run.lowerBound)
    block = bytes.bytes(at: start, count: min(Self.blockSize, run.upperBound - start))
    next = start + block.count
    return !block.isEmpty && mpg123_feed(handle, block, block.count) == MPG123_OK.rawValue
  }

  private var isAsExpected: Bool {
    var rate = 0
    var channels: Int32 = 0
    var samples: Int32 = 0
    return mpg123_getformat(handle, &rate, &channels, &samples) == MPG123_OK.rawValue
      && rate == sampleRate && Int(channels) == self.channels
      && samples == Int32(MPG123_ENC_FLOAT_32.rawValue)
  }

  private static func newHandle() -> OpaquePointer? {
    guard let handle = mpg123_new(nil, nil) else { return nil }
    let added =
      MPG123_FORCE_FLOAT.rawValue | MPG123_QUIET.rawValue | MPG123_SKIP_ID3V2.rawValue
      | MPG123_IGNORE_INFOFRAME.rawValue | MPG123_NO_READAHEAD.rawValue
    let removed = MPG123_GAPLESS.rawValue | MPG123_AUTO_RESAMPLE.rawValue
    mpg123_param2(handle, Int32(MPG123_ADD_FLAGS.rawValue), Int(added), 0)
    mpg123_param2(handle, Int32(MPG123_REMOVE_FLAGS.rawValue), Int(removed), 0)
    if mpg123_open_feed(handle) == MPG123_OK.rawValue { return handle }
    mpg123_delete(handle)
    return nil
  }
}
