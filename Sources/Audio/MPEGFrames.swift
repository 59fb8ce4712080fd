/// Where the frames of MPEG audio lie, found by their headers alone: a second look at what libmpg123
/// makes of a file, which passes over whatever is no frame.
struct MPEGFrames {
  /// Frames of one encoder's stream; files that were joined have several.
  struct Stream {
    var frames = 0
    /// Where they lie, one after the other.
    var runs: [Range<Int>] = []
    /// Where decoding begins for each of the pieces after the first.
    var leads: [Int] = []
    /// What a frame before them says of them.
    var tag: MPEGTag?
  }

  /// Streams are decoded in pieces of so many frames, each from a few frames ahead of it: the reservoir
  /// of bits reaches back over 24 of the smallest.
  static let piece = 512
  static let lead = 32

  private(set) var streams: [Stream] = []
  /// Bytes that are neither frames nor tags, and where the first of them lies.
  private(set) var strayBytes = 0
  private(set) var firstStray = 0
  /// Where frames of another layer, rate or number of channels begin.
  private(set) var otherForm: Int?

  let form: MPEGFrameHeader.Form
  private let bytes: SoundBytes

  /// Nil where the bytes do not begin with two frames, behind tags and less than a frame.
  init?(_ bytes: SoundBytes) {
    self.bytes = bytes
    var start = Self.endOfTags(bytes)
    let latest = start + Self.largestFrame
    while start <= latest, !Self.isRun(bytes, at: start) { start += 1 }
    guard start <= latest, let first = MPEGFrameHeader(bytes, at: start) else { return nil }
    form = first.form
    walk(from: start)
  }

  /// Whether a frame seems to begin there, which is all that libsndfile asks.
  static func seemToBegin(_ bytes: SoundBytes) -> Bool {
    let start = bytes.bytes(at: endOfTags(bytes), count: 2)
    return start.count == 2 && start[0] == 0xff && start[1] & 0xe0 == 0xe0
  }

  private static func endOfTags(_ bytes: SoundBytes) -> Int {
    var end = 0
    while let size = tagSize(bytes, at: end) { end += size }
    return end
  }

  /// More than this is no MPEG audio, or is damaged.
  static func mostStrayBytes(in size: Int) -> Int { max(4_096, size / 100) }

  private static let largestFrame = 4_096

  private mutating func walk(from start: Int) {
    var place = start
    while place < bytes.size {
      if let frame = MPEGFrameHeader(bytes, at: place), frame.form == form {
        guard place + frame.size <= bytes.size else { return }
        add(frame, at: place)
        place += frame.size
      } else if let size = Self.tagSize(bytes, at: place) {
        place += size
      } else {
        guard let next = nextRun(from: place) else { return }
        if let other = MPEGFrameHeader(bytes, at: next), other.form != form {
          otherForm = next
          return
        }
        place = next
      }
    }
  }

  private mutating func add(_ frame: MPEGFrameHeader, at place: Int) {
    if let tag = MPEGTag(bytes, at: place, frame) {
      streams.append(Stream(tag: tag))
      return
    }
    if streams.isEmpty { streams.append(Stream()) }
    let last = streams.count - 1
    if streams[last].frames % Self.piece == Self.piece - Self.lead {
      streams[last].leads.append(place)
    }
    streams[last].frames += 1
    let end = place + frame.size
    if let run = streams[last].runs.last, run.upperBound == place {
      streams[last].runs[streams[last].runs.count - 1] = run.lowerBound..<end
    } else {
      streams[last].runs.append(place..<end)
    }
  }

  /// Where frames go on; counts what lies before them.
  private mutating func nextRun(from place: Int) -> Int? {
    if strayBytes == 0 { firstStray = place }
    let most = Self.mostStrayBytes(in: bytes.size)
    var next = place
    while next < bytes.size {
      next += 1
      strayBytes += 1
      if strayBytes > most { return nil }
      if Self.isRun(bytes, at: next) || Self.tagSize(bytes, at: next) != nil { return next }
    }
    return nil
  }

  /// Whether two frames of one form follow each other there, or one ends the file.
  private static func isRun(_ bytes: SoundBytes, at place: Int) -> Bool {
    guard let first = MPEGFrameHeader(bytes, at: place) else { return false }
    let next = place + first.size
    return next == bytes.size || MPEGFrameHeader(bytes, at: next)?.form == first.form
  }

  /// How many bytes a tag there takes: ID3v2, ID3v1, APE.
  private static func tagSize(_ bytes: SoundBytes, at place: Int) -> Int? {
    let start = bytes.bytes(at: place, count: 32)
    if start.starts(with: "ID3".utf8), start.count > 10, start[6..<10].allSatisfy({ $0 < 128 }) {
      let size = start[6..<10].reduce(0) { $0 << 7 | Int($1) }
      let hasFooter = start[5] & 0x10 != 0
      return 10 + size + (hasFooter ? 10 : 0)
    }
    if start.starts(with: "TAG".utf8), bytes.size - place <= 128 { return bytes.size - place }
    if start.starts(with: "TAG".utf8) { return 128 }
    if start.starts(with: "APETAGEX".utf8), start.count == 32 {
      let isHeader = start[23] & 0x20 != 0
      return isHeader ? 32 + littleEndian(start[12..<16]) : 32
    }
    return nil
  }
}
