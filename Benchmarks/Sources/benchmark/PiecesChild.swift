import Audio
import Cache
import Digests
import Foundation
import Imaging
import Spectrogram
import TensorFiles

/// The steps of ingest and render, each timed alone, clip by clip, in a process of its own; with the
/// settings that a configuration has if it says nothing.
enum PiecesChild {
  static let command = "pieces"
  private static let clips = 400

  static func run(_ source: ClipSource) throws -> [Step] {
    try Command.runThis([command, source.rawValue])
  }

  static func main(_ arguments: [String]) throws {
    guard let source = arguments.first.flatMap(ClipSource.init) else {
      throw BenchmarkError("usage: benchmark pieces 22050-mono|44100-stereo")
    }
    let steps = try steps(of: source)
    print(String(decoding: try JSONEncoder().encode(steps), as: UTF8.self))
  }

  private static func steps(of source: ClipSource) throws -> [Step] {
    let folder = try source.folder().appending(path: "audio/fold1")
    let store = ObjectStore(root: try Place.fresh().path)
    try store.prepare()
    let segmentation = SegmentSettings()
    var (decibels, power) = (SpectrogramSettings(), SpectrogramSettings())
    power.scaling = .linear
    decibels.scaling = .decibels(Decibels())
    var segmenter = try Segmenter(segmentation)
    var powerRenderer = try SpectrogramRenderer(power, sampleRate: segmentation.sampleRate)
    var renderer = try SpectrogramRenderer(decibels, sampleRate: segmentation.sampleRate)
    let shape = renderer.shape(sampleCount: segmentation.windowLength)
    let (bands, frames) = (shape[0], shape[1])
    let header = NpyArray.header(shape: shape)
    var values = [Float](repeating: 0, count: bands * frames)
    var samples = [Float](repeating: 0, count: segmentation.windowLength)
    let bare = BareLibraries(source, fftSize: decibels.fftSize, sampleRate: segmentation.sampleRate)
    let filters = BareFilters(
      MelScale(), fftSize: decibels.fftSize, sampleRate: segmentation.sampleRate)
    let tensors = [UInt8](
      repeating: 1, count: DigestHasher.groupSize * (header.count + 4 * values.count))
    var watch = Stopwatch()
    for index in 0..<clips {
      let path = folder.appending(path: ClipSource.file(index)).path
      try watch.time("read") { try bare.read(path) }
      watch.time("source digests") { bare.sourceDigests() }
      _ = try watch.time("header") { try AudioHeader.read(path: path) }
      _ = try watch.time("segment") { try segmenter.segment(path: path) { _, _ in } }
      try segmenter.segment(path: path) { _, window in
        for place in samples.indices { samples[place] = window[place] }
      }
      watch.time("mix") { bare.mix() }
      watch.time("resample") { bare.resample(blockFrames: 16_384) }
      watch.time("resample at once") { bare.resample(blockFrames: bare.frames) }
      watch.time("FFTW") { bare.transform(frames: frames) }
      watch.time("mel") { filters.filter(into: &values) }
      var output = values.mutableSpan
      watch.time("power") { powerRenderer.render(samples.span, into: &output) }
      watch.time("decibels") { renderer.render(samples.span, into: &output) }
      let bytes = header + values.withUnsafeBytes { Array($0) }
      let tensorPath = store.absolutePath(of: Digest(of: bytes), .tensor)
      watch.time("digests") { bare.digest(tensors, times: 1) }
      try watch.time("write") { try store.replace(tensorPath, with: bytes.span.bytes) }
      let preview = SpectrogramPreview()
      let image = preview.image(of: values.span, bands: bands, frames: frames)
      let png = try watch.time("PNG") {
        try preview.encoded(values.span, bands: bands, frames: frames)
      }
      let picture = watch.time("PNG digest") { Digest(of: png) }
      try watch.time("PNG write") {
        try store.replace(store.absolutePath(of: picture, .picture), with: png.span.bytes)
      }
      try watch.time("files alone") {
        try bare.write(bytes, as: "\(store.root)/\(index).npy")
        try bare.write(png, as: "\(store.root)/\(index).png")
      }
      watch.time("deflate") { bare.deflate(image.pixels) }
    }
    let copying = MemorySpeed()
    let hashing = bare.digestMicrosecondsPerByte()
    let sideBySide =
      "SHA-256 side by side in the cache, \(Rate(bytes: 1, microseconds: hashing)) GB/s"
    let (file, tensor) = (bare.fileBytes, header.count + 4 * values.count)
    let spectra = (decibels.fftSize / 2 + 1) * frames * 4
    let mixing = watch["mix"]
    let resampling = bare.resamples ? watch["resample"] : 0
    let memory = "its bytes through memory, \(copying.memory) GB/s"
    let cached = "its bytes through the cache, \(copying.cached) GB/s"
    func step(_ name: String, _ microseconds: Double, _ floor: Double, _ floorIs: String) -> Step {
      Step(name: name, microseconds: microseconds, floor: floor, floorIs: floorIs)
    }
    return [
      step("read", watch["read"], copying.memory.microseconds(2 * file), memory),
      step(
        "source digest", watch["source digests"] / Double(DigestHasher.groupSize),
        hashing * Double(file), sideBySide),
      step(
        "decode", watch["header"] + watch["segment"] - mixing - resampling, watch["read"],
        "reading the file"),
      step(
        "mix", mixing, copying.cached.microseconds(2 * bare.sampleCount + 4 * bare.frames), cached),
    ]
      + (bare.resamples
        ? [
          step(
            "resample", resampling, watch["resample at once"], "soxr, the clip in one call")
        ] : []) + [
        step("FFT", watch["power"] - watch["mel"], watch["FFTW"], "fftwf_execute"),
        step(
          "mel", watch["mel"],
          copying.cached.microseconds(spectra + 4 * values.count), cached),
        step(
          "log", watch["decibels"] - watch["power"], copying.cached.microseconds(8 * values.count),
          cached),
        step(
          "digest", watch["digests"] / Double(DigestHasher.groupSize) + watch["PNG digest"],
          hashing * Double(tensor) + watch["PNG digest"], sideBySide),
        step(
          "write", watch["write"] + watch["PNG write"], watch["files alone"],
          "making, filling and naming two files"),
        step("PNG", watch["PNG"], watch["deflate"], "deflate"),
      ]
  }
}

/// Times by name; what it tells is the lower quartile, which others on the machine disturb least.
private struct Stopwatch {
  private var microseconds: [String: [Double]] = [:]

  mutating func time<Result>(_ name: String, _ body: () throws -> Result) rethrows -> Result {
    let begin = ContinuousClock.now
    let result = try body()
    microseconds[name, default: []].append((ContinuousClock.now - begin) / .microseconds(1))
    return result
  }

  /// Of all clips.
  subscript(name: String) -> Double { microseconds[name]!.lowerQuartile }
}
