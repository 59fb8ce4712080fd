import Audio
import Manifest

/// Cuts files into windows as ingest found them, or not at all.
struct WindowCutter: ~Copyable {
  private var segmenter: Segmenter
  private let audio: String

  /// - Parameter audio: The folder that paths are relative to.
  init(_ settings: SegmentSettings, audio: String) throws {
    segmenter = try Segmenter(settings)
    self.audio = audio
  }

  /// Calls `body` with every window; a fault may follow, and then none of them counts.
  ///
  /// - Parameter windows: How many there are, by the header that ingest read.
  /// - Throws: `AudioFault`; what `body` throws.
  mutating func cut(
    _ path: String, file: ExaminedFile, windows: Int,
    _ body: (SegmentWindow, Span<Float>) throws -> Void
  ) throws {
    let source = try SourceFile(folder: audio, path: path)
    guard source.state == file.state else { throw SourceFile.changed(path) }
    try segmenter.segment(descriptor: source.descriptor, name: path) { window, samples in
      guard window.index < windows else { throw SourceFile.changed(path) }
      try body(window, samples)
    }
    guard source.isUnchanged else { throw SourceFile.changed(path) }
  }
}
