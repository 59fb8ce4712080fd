import CKernels
import CSndfile
import Glibc

/// A sound file opened for decoding by libsndfile, closed with its owner.
package struct AudioFile: ~Copyable {
  package let header: AudioHeader
  let name: String
  let isPCM16: Bool
  private let sound: SoundHandle
  private var framesDecoded = 0

  /// Sample rates from seismographs to ultrasound recorders, in Hz; beyond them a header is wrong.
  package static let sampleRates = 100...2_000_000

  /// Digital silence in FLAC takes a byte for some 5,000 frames.
  private static let mostFramesPerByte = 65_536

  /// Louder samples overflow a power spectrum in float32; full scale is 1.
  private static let loudest: Float = 1e12

  /// Opens the file at `path`, following links; never waits, whatever the path names.
  package init(path: String) throws(AudioFault) {
    let name = path.printable
    guard !path.utf8.contains(0) else {
      throw AudioFault(.missing, "There is no file \(name): no path holds a zero byte.")
    }
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
    guard descriptor >= 0 else { throw Self.openFault(errno, name) }
    try self.init(descriptor, owned: true, name: name)
  }

  /// Reads an open file from its start; the descriptor must stay open as long as this lives.
  package init(descriptor: Int32, name: String) throws(AudioFault) {
    try self.init(descriptor, owned: false, name: name.printable)
  }

  private init(_ descriptor: Int32, owned: Bool, name: String) throws(AudioFault) {
    var sound = SoundHandle(descriptor, owned: owned)
    let size = try Self.regularSize(descriptor, name)
    guard size > 0 else { throw AudioFault(.empty, "The file \(name) is empty: it has 0 bytes.") }
    let bytes = SoundBytes(descriptor: descriptor, size: size)
    let info = try sound.open(bytes, name)
    guard Self.sampleRates.contains(Int(info.samplerate)) else {
      throw AudioFault(
        .notAudio,
        "The header of \(name) claims a sample rate of \(info.samplerate) Hz, expected "
          + "\(Self.sampleRates.lowerBound) to \(Self.sampleRates.upperBound); export it again.")
    }
    if let (claimed, present) = DeclaredLength.excess(bytes) {
      throw AudioFault(
        .notAudio,
        "The header of \(name) claims \(claimed) bytes of samples but \(present) are there; the "
          + "file may have been cut short: fetch or export it again.")
    }
    var frames = Int(info.frames)
    if frames == Int.max {
      // A stream without a length (Ogg that has no last page, FLAC from a pipe) is counted.
      frames = sound.countFrames(channels: Int(info.channels))
      _ = try sound.open(bytes, name)
    }
    guard frames / Self.mostFramesPerByte <= size else {
      throw AudioFault(
        .notAudio,
        "The header of \(name) claims \(frames) frames, more than its \(size) bytes can hold; fetch "
          + "or export it again.")
    }
    guard frames > 0 else { throw AudioFault(.empty, "The file \(name) holds no samples.") }
    header = AudioHeader(
      sampleRate: Int(info.samplerate), channels: Int(info.channels), frames: frames,
      encoding: Encoding.name(of: info.format))
    isPCM16 = Int(info.format) & Int(SF_FORMAT_SUBMASK) == Int(SF_FORMAT_PCM_16)
    self.name = name
    self.sound = sound
  }

  /// Decodes up to `frames` interleaved frames of 16-bit samples; 0 at the end.
  mutating func read(
    shorts: UnsafeMutablePointer<Int16>, frames: Int
  ) throws(AudioFault) -> Int {
    try advance(Int(sf_readf_short(sound.pointer, shorts, sf_count_t(frames))))
  }

  /// Decodes up to `frames` interleaved frames of float samples; 0 at the end.
  mutating func read(
    floats: UnsafeMutablePointer<Float>, frames: Int
  ) throws(AudioFault) -> Int {
    let first = framesDecoded
    let count = try advance(Int(sf_readf_float(sound.pointer, floats, sf_count_t(frames))))
    let place = Int(sm_first_beyond(floats, Int64(count * header.channels), Self.loudest))
    guard place == count * header.channels else {
      throw AudioFault(
        .notFinite,
        "Frame \(first + place / header.channels) of \(name) is \(floats[place]), expected samples "
          + "near full scale, which is ±1; export it again.")
    }
    return count
  }

  private mutating func advance(_ count: Int) throws(AudioFault) -> Int {
    framesDecoded += count
    guard count == 0, framesDecoded < header.frames else { return count }
    throw AudioFault(
      .notAudio,
      "The header of \(name) claims \(header.frames) frames but \(framesDecoded) could be decoded; "
        + "the file may have been cut short: fetch or export it again.")
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

/// Owner of a libsndfile handle and, when it opened the file itself, of the descriptor.
private struct SoundHandle: ~Copyable {
  private let descriptor: Int32
  private let owned: Bool
  private var bytes: SoundBytes?
  private var handle: OpaquePointer?

  init(_ descriptor: Int32, owned: Bool) {
    self.descriptor = descriptor
    self.owned = owned
  }

  deinit {
    if let handle { sf_close(handle) }
    if owned { close(descriptor) }
  }

  var pointer: OpaquePointer { handle! }

  /// Opens those bytes, which live as long as this, from their start.
  mutating func open(_ bytes: SoundBytes, _ name: String) throws(AudioFault) -> SF_INFO {
    if let handle { sf_close(handle) }
    self.bytes = bytes
    bytes.seek(0)
    var info = SF_INFO()
    var callbacks = SoundBytes.callbacks
    handle = sf_open_virtual(
      &callbacks, Int32(SFM_READ), &info, Unmanaged.passUnretained(bytes).toOpaque())
    guard handle != nil else {
      // libsndfile keeps its reason in a global variable, where threads overwrite each other's.
      throw AudioFault(
        .notAudio,
        "No decoder takes \(name), which starts with the bytes \(firstBytes()); is it a whole sound "
          + "file?")
    }
    return info
  }

  private func firstBytes() -> String {
    var bytes = [UInt8](repeating: 0, count: 8)
    let count = max(0, pread(descriptor, &bytes, bytes.count, 0))
    return bytes.prefix(count).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }
      .joined(separator: " ")
  }

  /// How many frames can be decoded; leaves the file at its end.
  func countFrames(channels: Int) -> Int {
    let frames = max(1, 65_536 / channels)
    return withUnsafeTemporaryAllocation(of: Float.self, capacity: frames * channels) { block in
      var total = 0
      while true {
        let count = Int(sf_readf_float(handle, block.baseAddress, sf_count_t(frames)))
        if count <= 0 { return total }
        total += count
      }
    }
  }
}
