import CSndfile
import CSoxr
import Numerics

/// Turns sound files into windows of mono float32; one per worker, its memory made once.
///
/// A file is decoded in a stream: an hour takes no more memory than a second.
public struct Segmenter: ~Copyable {
  private let settings: SegmentSettings
  private var stream: SampleStream
  private var samples: AlignedBuffer<Float>

  /// The libraries that decode and resample, and their versions.
  public static var libraries: [String] {
    [String(cString: sf_version_string()), String(cString: soxr_version())]
  }

  public init(_ settings: SegmentSettings) throws(SegmentSettingsError) {
    try settings.validate()
    self.settings = settings
    stream = SampleStream(settings)
    samples = AlignedBuffer(count: settings.windowLength)
  }

  /// Calls `body` with every window of the file at `path` and its `settings.windowLength` samples.
  ///
  /// That a file is cut short shows only at its end: a fault may follow windows, which then do not
  /// count.
  ///
  /// - Parameter stretch: The part of the file that is a clip of its own; nil: all of it.
  /// - Returns: What is strange about the sound.
  /// - Throws: `AudioFault` of any category but `outside` and `bad-name`; what `body` throws.
  @discardableResult
  public mutating func segment(
    path: String, stretch: Stretch? = nil, _ body: (SegmentWindow, Span<Float>) throws -> Void
  ) throws -> [SoundNote] {
    var file = try AudioFile(path: path)
    return try segment(&file, stretch, body)
  }

  /// The same for an open file, which is read from its start and stays open; `name` is for messages.
  @discardableResult
  public mutating func segment(
    descriptor: Int32, name: String, stretch: Stretch? = nil,
    _ body: (SegmentWindow, Span<Float>) throws -> Void
  ) throws -> [SoundNote] {
    var file = try AudioFile(descriptor: descriptor, name: name)
    return try segment(&file, stretch, body)
  }

  /// The same for a file from which several stretches are taken.
  @discardableResult
  package mutating func segment(
    _ file: inout AudioFile, _ stretch: Stretch?,
    _ body: (SegmentWindow, Span<Float>) throws -> Void
  ) throws -> [SoundNote] {
    let header = try file.select(stretch)
    try settings.check(header, name: file.name)
    try stream.begin(&file)
    var ready = 0
    for index in 0..<settings.windowCount(of: header) {
      let window = settings.window(index, of: header)
      if index > 0 { ready = try advance(&file) }
      ready += try fill(ready..<window.signalCount, from: &file)
      pad(from: ready)
      try samples.withSpan { try body(window, $0) }
    }
    // Decoding to the end tells whether the file holds what its header claims.
    while try fill(0..<samples.count, from: &file) > 0 {}
    return stream.notes
  }

  /// Calls `body` with every window of a sound that comes in and ends some time, as soon as it is there.
  ///
  /// Which windows there are is as for a file: the last is kept if it has new sound, and at least a quarter
  /// of it is signal; the first however short the sound.
  ///
  /// - Returns: What is strange about the sound.
  /// - Throws: `AudioFault`; what `body` throws.
  @discardableResult
  package mutating func segment(
    _ pipe: inout SoundPipe, _ body: (SegmentWindow, Span<Float>) throws -> Void
  ) throws -> [SoundNote] {
    if settings.channels == .loudest, pipe.header.channels > 1 { try pipe.rewind() }
    try stream.begin(&pipe)
    var (index, ready, isWhole) = (0, 0, true)
    while isWhole {
      if index > 0 { ready = try advance(&pipe) }
      let new = try fill(ready..<samples.count, from: &pipe)
      let signalCount = ready + new
      isWhole = signalCount == samples.count
      let isKept = index == 0 ? new > 0 : new > 0 && 4 * signalCount >= samples.count
      guard isKept else { break }
      pad(from: signalCount)
      let window = SegmentWindow(
        index: index, start: index * settings.hopLength, signalCount: signalCount)
      try samples.withSpan { try body(window, $0) }
      index += 1
    }
    return stream.notes
  }

  /// Moves on by a hop; returns how many samples of the next window are there already.
  private mutating func advance<Source: FrameSource & ~Copyable>(
    _ file: inout Source
  ) throws(AudioFault) -> Int {
    let hop = settings.hopLength
    let kept = max(0, samples.count - hop)
    samples.withMutablePointer { $0.update(from: $0 + hop, count: kept) }
    var skipped = max(0, hop - samples.count)
    while skipped > 0 {
      let count = try fill(0..<min(skipped, samples.count), from: &file)
      if count == 0 { break }
      skipped -= count
    }
    return kept
  }

  /// Reads samples into their places; returns how many came.
  private mutating func fill<Source: FrameSource & ~Copyable>(
    _ places: Range<Int>, from file: inout Source
  ) throws(AudioFault) -> Int {
    try stream.read(&file, into: &samples, at: places)
  }

  private mutating func pad(from signalCount: Int) {
    let padding = settings.padding
    samples.withMutableBuffer { buffer in
      // A sample at a high rate may be none at a lower one: nothing to repeat.
      if padding == .zero || signalCount == 0 {
        buffer[signalCount...].update(repeating: 0)
      } else {
        for place in signalCount..<buffer.count { buffer[place] = buffer[place - signalCount] }
      }
    }
  }
}
