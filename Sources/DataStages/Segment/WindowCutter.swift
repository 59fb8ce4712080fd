import Audio
import Manifest

/// Cuts files into windows as ingest found them, or not at all.
struct WindowCutter: ~Copyable {
  private var segmenter: Segmenter
  private let audio: String
  /// The file that a stretch was cut from last: the next mostly lies in the same.
  private var kept: OpenClipFile?

  /// - Parameter audio: The folder that paths are relative to.
  init(_ settings: SegmentSettings, audio: String) throws {
    segmenter = try Segmenter(settings)
    self.audio = audio
  }

  /// Calls `body` with every window; a fault may follow, and then none of them counts.
  ///
  /// - Parameters:
  ///   - stretch: The part of the file that the clip is; nil: the whole.
  ///   - windows: How many there are, by the header that ingest read.
  /// - Returns: What is strange about the sound.
  /// - Throws: `AudioFault`; what `body` throws.
  mutating func cut(
    _ path: String, _ stretch: Stretch? = nil, file: ExaminedFile, windows: Int,
    _ body: (SegmentWindow, Span<Float>) throws -> Void
  ) throws -> [NoteRecord] {
    let open = try opened(path, file.state)
    kept = stretch == nil ? nil : open
    let notes = try segmenter.segment(&open.sound, stretch) { window, samples in
      guard window.index < windows else { throw SourceFile.changed(path) }
      try body(window, samples)
    }
    guard open.source.isUnchanged else { throw SourceFile.changed(path) }
    return notes.map { NoteRecord(note: $0.kind.rawValue, message: $0.message) }
  }

  private func opened(_ path: String, _ state: FileState) throws(AudioFault) -> OpenClipFile {
    if let kept, kept.path == path, kept.source.state == state, kept.source.isUnchanged {
      return kept
    }
    return try OpenClipFile(folder: audio, path: path, state)
  }
}

/// A clip's file, ready to be decoded.
private final class OpenClipFile {
  let path: String
  let source: SourceFile
  var sound: AudioFile

  init(folder: String, path: String, _ state: FileState) throws(AudioFault) {
    let source = try SourceFile(folder: folder, path: path)
    guard source.state == state else { throw SourceFile.changed(path) }
    sound = try AudioFile(descriptor: source.descriptor, name: path)
    self.source = source
    self.path = path
  }
}
