import CKernels
import CSndfile
import Glibc

/// A sound file opened for decoding, closed with its owner.
package struct AudioFile: FrameSource, ~Copyable {
  package let header: AudioHeader
  let name: String
  package let isPCM16: Bool
  private let file: OpenFile
  private let source: SoundSource
  private let bytes: SoundBytes
  /// The first frame of each of its streams, and the end of the last.
  private let borders: [Int]
  private var stream = 0
  private var decoder: any FrameDecoder
  private var position = 0
  private var selection: Range<Int>

  /// Sample rates from seismographs to ultrasound recorders, in Hz; beyond them a header is wrong.
  package static let sampleRates = 100...2_000_000

  /// Digital silence in FLAC takes a byte for some 5,000 frames.
  private static let mostFramesPerByte = 65_536

  /// Louder samples overflow a power spectrum in float32; full scale is 1.
  static let loudest: Float = 1e12

  /// Opens the file at `path`, following links; never waits, whatever the path names.
  package init(path: String) throws(AudioFault) {
    let name = path.printable
    guard !path.utf8.contains(0) else {
      throw AudioFault(.missing, "There is no file \(name): no path holds a zero byte.")
    }
    let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
    guard descriptor >= 0 else { throw Self.openFault(errno, name) }
    try self.init(OpenFile(descriptor, isOwned: true), name: name)
  }

  /// Reads an open file from its start; the descriptor must stay open as long as this lives.
  package init(descriptor: Int32, name: String) throws(AudioFault) {
    try self.init(OpenFile(descriptor, isOwned: false), name: name.printable)
  }

  private init(_ file: OpenFile, name: String) throws(AudioFault) {
    let size = try Self.regularSize(file.descriptor, name)
    guard size > 0 else { throw AudioFault(.empty, "The file \(name) is empty: it has 0 bytes.") }
    let bytes = SoundBytes(descriptor: file.descriptor, size: size)
    if let advice = ForeignFormat.advice(bytes, name) { throw AudioFault(.notAudio, advice) }
    let source = try SoundSource(bytes, name: name)
    let decoder = try Self.open(source, 0, bytes, name)
    guard Self.sampleRates.contains(decoder.sampleRate) else {
      throw AudioFault(
        .notAudio,
        "The header of \(name) claims a sample rate of \(decoder.sampleRate) Hz, expected "
          + "\(Self.sampleRates.lowerBound) to \(Self.sampleRates.upperBound); export it again.")
    }
    let borders = try Self.borders(source, decoder, bytes, name)
    let frames = borders.last!
    guard frames / Self.mostFramesPerByte <= size else {
      throw AudioFault(
        .notAudio,
        "The header of \(name) claims \(frames) frames, more than its \(size) bytes can hold; fetch "
          + "or export it again.")
    }
    guard frames > 0 else { throw AudioFault(.empty, "The file \(name) holds no samples.") }
    header = AudioHeader(
      sampleRate: decoder.sampleRate, channels: decoder.channels, frames: frames,
      encoding: source.encoding(decoder.encoding))
    isPCM16 = decoder.isPCM16
    self.borders = borders
    self.name = name
    self.file = file
    self.source = source
    self.bytes = bytes
    self.decoder = decoder
    selection = 0..<frames
  }

  /// Reads those frames next, and no others.
  mutating func select(_ frames: Range<Int>) throws(AudioFault) {
    selection = frames
    guard position != frames.lowerBound else { return }
    let index = max(0, borders.dropLast().lastIndex { $0 <= frames.lowerBound } ?? 0)
    if index != stream { try enter(index) }
    decoder.seek(to: frames.lowerBound - borders[stream])
    position = frames.lowerBound
  }

  /// Reads the same frames again.
  package mutating func rewind() throws(AudioFault) {
    try select(selection)
  }

  /// Reads that stretch next, or everything, and returns the header that a file of it would have.
  package mutating func select(_ stretch: Stretch?) throws(AudioFault) -> AudioHeader {
    guard let stretch else {
      try select(0..<header.frames)
      return header
    }
    try select(try stretch.frames(of: header, name: name))
    return try header.cut(to: stretch, name: name)
  }

  /// Decodes up to `frames` interleaved frames of 16-bit samples; 0 at the end.
  package mutating func read(
    shorts: UnsafeMutablePointer<Int16>, frames: Int
  ) throws(AudioFault) -> Int {
    try decode(frames) { decoder, frames in decoder.read(shorts: shorts, frames: frames) }
  }

  /// Decodes up to `frames` interleaved frames of float samples; 0 at the end.
  package mutating func read(
    floats: UnsafeMutablePointer<Float>, frames: Int
  ) throws(AudioFault) -> Int {
    let first = position
    let count = try decode(frames) { decoder, frames in
      decoder.read(floats: floats, frames: frames)
    }
    let place = Int(sm_first_beyond(floats, Int64(count * header.channels), Self.loudest))
    guard place == count * header.channels else {
      throw AudioFault(
        .notFinite,
        "Frame \(first + place / header.channels) of \(name) is \(floats[place]), expected samples "
          + "near full scale, which is ±1; export it again.")
    }
    return count
  }

  /// Of a whole file, one more frame than it claims is asked for, to see whether it is whole.
  private mutating func decode(
    _ frames: Int, _ read: (any FrameDecoder, Int) -> Int
  ) throws(AudioFault) -> Int {
    let isWhole = selection.lowerBound == 0 && selection.upperBound == header.frames
    while true {
      let wanted = isWhole ? frames : min(frames, selection.upperBound - position)
      guard wanted > 0 else { return 0 }
      let count = read(decoder, wanted)
      position += count
      guard position <= borders[stream + 1] else {
        throw AudioFault(
          .notAudio,
          "The header of \(name) claims \(header.frames) frames but more can be decoded; write its "
            + "header anew, or export it again.")
      }
      if count > 0 { return count }
      guard position == borders[stream + 1] else {
        throw AudioFault(
          .notAudio,
          "The header of \(name) claims \(header.frames) frames but \(position) could be decoded; "
            + "the file may have been cut short: fetch or export it again.")
      }
      if stream + 2 == borders.count {
        try checkRest()
        return 0
      }
      try enter(stream + 1)
    }
  }

  /// Begins with one of the streams.
  private mutating func enter(_ index: Int) throws(AudioFault) {
    decoder = try Self.open(source, index, bytes, name)
    stream = index
    position = borders[index]
  }

  /// Whether the decoder has left sound behind it.
  private func checkRest() throws(AudioFault) {
    guard let end = source.endOfReading, !TrailingBytes(bytes, nil).areNoSound(from: end) else {
      return
    }
    throw AudioFault(
      .notAudio,
      "Behind the \(header.frames) frames that could be decoded, \(name) holds \(bytes.size - end) "
        + "bytes more; two files may have been joined: split it, or export it again.")
  }

  private static func open(
    _ source: SoundSource, _ stream: Int, _ bytes: SoundBytes, _ name: String
  ) throws(AudioFault) -> any FrameDecoder {
    if let decoder = source.open(stream) { return decoder }
    let start = bytes.bytes(at: 0, count: 8)
      .map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(separator: " ")
    // libsndfile keeps its reason in a global variable, where threads overwrite each other's.
    throw AudioFault(
      .notAudio,
      "No decoder takes \(name), which starts with the bytes \(start); is it a whole sound file?")
  }

  /// Where the streams begin and end, all of which have to be alike.
  private static func borders(
    _ source: SoundSource, _ first: any FrameDecoder, _ bytes: SoundBytes, _ name: String
  ) throws(AudioFault) -> [Int] {
    var borders = [0, source.frames(of: first)]
    for index in 1..<max(1, source.streamCount) {
      let next = try open(source, index, bytes, name)
      guard next.sampleRate == first.sampleRate, next.channels == first.channels else {
        throw AudioFault(
          .notAudio,
          "The streams that \(name) is joined of differ: \(first.sampleRate) Hz and "
            + "\(first.channels) channels, then \(next.sampleRate) Hz and \(next.channels) channels; "
            + "split it into files.")
      }
      borders.append(borders[index] + next.frames)
    }
    return borders
  }

  private static func regularSize(_ descriptor: Int32, _ name: String) throws(AudioFault) -> Int {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw openFault(errno, name) }
    guard status.st_mode & S_IFMT == S_IFREG else {
      let kind = status.st_mode & S_IFMT == S_IFDIR ? "a folder" : "not a regular file"
      throw AudioFault(.unreadable, "The path \(name) is \(kind), expected a sound file.")
    }
    return Int(status.st_size)
  }

  static func openFault(_ code: Int32, _ name: String) -> AudioFault {
    switch code {
    case ENOENT, ENOTDIR, ENAMETOOLONG:
      AudioFault(.missing, "There is no file \(name); check the metadata and where the audio lies.")
    default:
      AudioFault(
        .unreadable,
        "The file \(name) could not be opened: \(String(cString: strerror(code))); check its "
          + "permissions.")
    }
  }
}

/// An open file, closed with its owner if it was opened for it.
private final class OpenFile {
  let descriptor: Int32
  private let isOwned: Bool

  init(_ descriptor: Int32, isOwned: Bool) {
    self.descriptor = descriptor
    self.isOwned = isOwned
  }

  deinit {
    if isOwned { close(descriptor) }
  }
}
