import Audio
import Configuration
import Figures
import Foundation
import Imaging
import Manifest
import ModelStages
import Pages
import Pipeline
import Spectrogram

/// The pictures and sounds of clips, as many as fit into a page.
struct ClipMedia {
  /// What of a clip can be seen and heard.
  struct Shown {
    /// An SVG with the spectrogram, hertz and seconds; nil where the file gives no samples.
    var picture: HTML?
    /// What a player plays; nil: nothing.
    var sound: String?
    /// Why there is no sound or picture.
    var remark: String?
  }

  private let context: StageContext
  private let records: [String: ClipRecord]
  /// Of the page, to write paths relative to it.
  private let folder: String
  private let withAudio: Bool
  /// Bytes that the page may still carry; of them, sounds.
  private var left: Int
  private var leftForSounds: Int
  private(set) var embedded = 0

  init(in context: StageContext, folder: String, withAudio: Bool) throws {
    self.context = context
    self.folder = folder
    self.withAudio = withAudio
    records = Dictionary(
      try context.manifest.clips(of: context.rows.dataSet).map { ($0.listing.name, $0) },
      uniquingKeysWith: { first, _ in first })
    left = context.configuration.reportAudio * 1_000_000
    // Pictures are a tenth as large: with a quarter, more clips are seen than heard.
    leftForSounds = withAudio ? left / 4 * 3 : 0
  }

  /// The clip from the start, a segment long. Beyond what the page may carry, there is the path of the
  /// sound, and at last no picture.
  mutating func show(_ clip: String) -> Shown {
    guard let record = records[clip] else { return Shown(remark: "no longer in the data set") }
    let path = "\(context.configuration.dataset.audio)/\(record.listing.file)"
    guard FileManager.default.fileExists(atPath: path) else {
      return Shown(remark: "its sound is not there any more")
    }
    let file = withAudio ? reference(to: path, record.stretch) : nil
    guard left > 0 else { return Shown(sound: file) }
    do {
      let window = try Window(record, path: path, context.configuration)
      let picture = try window.picture(of: clip, context.configuration)
      guard picture.size <= left else {
        left = 0
        return Shown(sound: file)
      }
      left -= picture.size
      guard leftForSounds > 0 else { return Shown(picture: picture.html, sound: file) }
      let bytes = WaveformFile.plain(window.samples.span, sampleRate: window.sampleRate)
      guard bytes.count <= min(leftForSounds, left) else {
        leftForSounds = 0
        return Shown(picture: picture.html, sound: file)
      }
      leftForSounds -= bytes.count
      left -= bytes.count
      embedded += 1
      return Shown(
        picture: picture.html,
        sound: "data:audio/wav;base64,\(Data(bytes).base64EncodedString())")
    } catch {
      return Shown(remark: "its file gives no sound: \(error)")
    }
  }

  /// Relative to the page, with a stretch as media fragments have it.
  private func reference(to path: String, _ stretch: Stretch?) -> String {
    let part = stretch.map { "#t=\(decimals($0.start, 3)),\(decimals($0.end, 3))" } ?? ""
    let own = URL(fileURLWithPath: folder).standardized.pathComponents
    let other = URL(fileURLWithPath: path).standardized.pathComponents
    let common = zip(own, other).prefix { $0 == $1 }.count
    let steps = own.dropFirst(common).map { _ in ".." } + other.dropFirst(common)
    let allowed = CharacterSet.alphanumerics.intersection(CharacterSet(charactersIn: "\u{0}"..."~"))
      .union(CharacterSet(charactersIn: "-._~"))
    return steps.map { $0.addingPercentEncoding(withAllowedCharacters: allowed) ?? $0 }
      .joined(separator: "/") + part
  }
}

/// A clip's first segment, before it is padded.
private struct Window {
  private(set) var samples: [Float] = []
  let sampleRate: Int

  init(_ record: ClipRecord, path: String, _ configuration: PipelineConfiguration) throws {
    let file = try AudioHeader.read(path: path)
    let header = try record.stretch.map { try file.cut(to: $0, name: path) } ?? file
    var settings = configuration.segment
    sampleRate = settings.sampleRate
    let whole = settings.sampleCount(of: header)
    let shown = min(
      max(whole, configuration.spectrogram.forEyes.fftSize), settings.windowLength,
      30 * settings.sampleRate)
    settings.seconds = Double(shown) / Double(sampleRate)
    settings.hopSeconds = nil
    settings.minimumSeconds = 0
    settings.padding = .zero
    var segmenter = try Segmenter(settings)
    var samples: [Float] = []
    try segmenter.segment(path: path, stretch: record.stretch) { window, signal in
      if window.index == 0 { samples = signal.withUnsafeBufferPointer(Array.init) }
    }
    self.samples = samples
  }

  func picture(
    of name: String, _ configuration: PipelineConfiguration
  ) throws -> (html: HTML, size: Int) {
    let settings = configuration.spectrogram.forEyes
    var renderer = try SpectrogramRenderer(settings, sampleRate: sampleRate)
    let shape = settings.shape(sampleCount: samples.count)
    var values = [Float](repeating: 0, count: shape.reduce(1, *))
    var output = values.mutableSpan
    renderer.render(samples.span, into: &output)
    var preview = configuration.preview ?? PreviewSettings()
    preview.scale = 1
    let bytes = try SpectrogramPreview(preview).image(
      of: values.span, bands: shape[0], frames: shape[1]
    ).encoded(compressionLevel: 9)
    let picture = SpectrogramPicture(
      name: name, seconds: Double(samples.count) / Double(sampleRate),
      bandFrequencies: settings.bandFrequencies(sampleRate: sampleRate),
      source: "data:image/png;base64,\(Data(bytes).base64EncodedString())")
    return (picture.html, bytes.count)
  }
}
