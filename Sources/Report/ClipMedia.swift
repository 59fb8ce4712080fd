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
  let withAudio: Bool
  /// Bytes that the page may still carry, written as it has them; of them, sounds.
  private var left: Int
  private var leftForSounds: Int
  private(set) var embedded = 0
  private(set) var embeddedBytes = 0

  init(in context: StageContext, folder: String, withAudio: Bool) throws {
    self.context = context
    self.folder = folder
    self.withAudio = withAudio
    records = Dictionary(
      try context.manifest.clips(of: context.rows.dataSet).map { ($0.listing.name, $0) },
      uniquingKeysWith: { first, _ in first })
    left = context.configuration.reportAudio * 1_000_000
    // Pictures are a third as large: more clips are seen than heard.
    leftForSounds = withAudio ? left / 2 : 0
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
      let excerpt = try ClipExcerpt(
        path: path, stretch: record.stretch, context.configuration, atMost: mostSamples)
      let picture = try excerpt.picture(of: clip, context.configuration)
      guard picture.size <= left else {
        left = 0
        return Shown(sound: file)
      }
      left -= picture.size
      guard leftForSounds > 0 else { return Shown(picture: picture.html, sound: file) }
      let sound = excerpt.dataAddress
      let size = sound.utf8.count
      guard size <= min(leftForSounds, left) else {
        leftForSounds = 0
        return Shown(picture: picture.html, sound: file)
      }
      leftForSounds -= size
      left -= size
      embedded += 1
      embeddedBytes += size
      return Shown(picture: picture.html, sound: sound)
    } catch {
      return Shown(remark: "its file gives no sound: \(error)")
    }
  }

  /// A segment, and no more than half a minute.
  private var mostSamples: Int {
    let segment = context.configuration.segment
    return min(segment.windowLength, 30 * segment.sampleRate)
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

extension ClipExcerpt {
  /// The sound itself as an address: MP3, or WAV where none can be written or the rate is none of MP3's.
  fileprivate var dataAddress: String {
    let samples = samples.span
    if let mpeg = MPEGEncoder.file(samples, sampleRate: sampleRate) {
      return "data:audio/mpeg;base64,\(Data(mpeg).base64EncodedString())"
    }
    let wave = WaveformFile.plain(samples, sampleRate: sampleRate)
    return "data:audio/wav;base64,\(Data(wave).base64EncodedString())"
  }

  fileprivate func picture(
    of name: String, _ configuration: PipelineConfiguration
  ) throws -> (html: HTML, size: Int) {
    var preview = configuration.preview ?? PreviewSettings()
    preview.scale = 1
    let (values, bands, frames) = try spectrogramValues()
    // A card is about as wide; more columns make the page larger and nothing clearer.
    let step = (frames + 255) / 256
    let columns = (frames + step - 1) / step
    let seen = (0..<bands * columns).map { place in
      let row = place / columns * frames
      let first = place % columns * step
      let mixed = values[row + first..<row + min(first + step, frames)]
      return mixed.reduce(0, +) / Float(mixed.count)
    }
    let bytes = try SpectrogramPreview(preview).image(
      of: seen.span, bands: bands, frames: columns
    ).encoded(compressionLevel: 9)
    let picture = SpectrogramPicture(
      name: name, seconds: seconds, bandFrequencies: bandFrequencies,
      source: "data:image/png;base64,\(Data(bytes).base64EncodedString())")
    return (picture.html, picture.html.description.utf8.count)
  }
}
