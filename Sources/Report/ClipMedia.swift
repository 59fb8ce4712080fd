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
    /// Of the clip's own page, where there is one.
    var address: String?
  }

  /// Where pictures and sounds come from.
  enum Source {
    /// The page carries them, and refers to files relative to its folder.
    case embedded(folder: String)
    /// The program that serves the page.
    case served
  }

  private let context: StageContext
  private let records: [String: ClipRecord]
  private let source: Source
  let withAudio: Bool
  /// Bytes that the page may still carry, written as it has them; of them, sounds.
  private var left: Int
  private var leftForSounds: Int
  private(set) var embedded = 0
  private(set) var embeddedBytes = 0

  var isServed: Bool { if case .served = source { true } else { false } }

  init(in context: StageContext, _ source: Source, withAudio: Bool) throws {
    self.context = context
    self.source = source
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
    guard case .embedded(let folder) = source else { return served(record) }
    let path = record.path(in: context.configuration)
    guard FileManager.default.fileExists(atPath: path) else {
      return Shown(remark: "its sound is not there any more")
    }
    let file = withAudio ? reference(to: path, record.stretch, from: folder) : nil
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

  private func served(_ record: ClipRecord) -> Shown {
    guard record.frames != nil else { return Shown(remark: "its file gives no sound") }
    let clip = ServedClip(record, context.configuration)
    return Shown(picture: clip.picture, sound: clip.soundAddress, address: clip.address)
  }

  /// Of the clip's own page, where the program serves it.
  func address(of clip: String) -> String? {
    isServed ? records[clip].map { ServedClip($0, context.configuration).address } : nil
  }

  /// A segment, and no more than half a minute.
  private var mostSamples: Int {
    let segment = context.configuration.segment
    return min(segment.windowLength, 30 * segment.sampleRate)
  }

  /// Relative to the page, with a stretch as media fragments have it.
  private func reference(
    to path: String, _ stretch: Stretch?, from folder: String
  ) -> String {
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
