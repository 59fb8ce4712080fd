import Audio
import Configuration
import DataStages
import Pipeline
import Spectrogram

/// Sound files as a model's network takes them: through its own front end, segment by segment, so that an
/// hour takes no more memory than a second.
final class SoundSegments {
  private var segmenter: Segmenter
  private var renderer: SpectrogramRenderer

  init(_ frontEnd: PipelineConfiguration) throws {
    segmenter = try Segmenter(frontEnd.segment)
    renderer = try SpectrogramRenderer(
      frontEnd.spectrogram, sampleRate: frontEnd.segment.sampleRate)
  }

  /// Calls `body` with every segment of a file, and with what fills a span with its spectrogram.
  ///
  /// - Returns: false when it was interrupted.
  /// - Throws: `AudioFault` where the file gives no samples, or what `body` throws.
  func forEach(
    of path: String,
    _ body: (SegmentWindow, _ render: (inout MutableSpan<Float>) -> Void) throws -> Void
  ) throws -> Bool {
    do {
      try segmenter.segment(path: path) { window, samples in
        guard !Interruption.isRequested else { throw Interrupted() }
        try body(window) { renderer.render(samples, into: &$0) }
      }
    } catch is Interrupted {
      return false
    }
    return true
  }

  private struct Interrupted: Error {}
}
