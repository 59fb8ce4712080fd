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

  /// - Parameter hop: From a segment to the next, in seconds, in the place of the front end's own.
  init(_ frontEnd: PipelineConfiguration, hop: Double? = nil) throws {
    var segment = frontEnd.segment
    if let hop { segment.hopSeconds = hop }
    segmenter = try Segmenter(segment)
    renderer = try SpectrogramRenderer(
      frontEnd.spectrogram, sampleRate: frontEnd.segment.sampleRate)
  }

  /// What fills a span with a segment's spectrogram.
  typealias Render = (inout MutableSpan<Float>) -> Void

  /// Calls `body` with every segment of a file, and with what fills a span with its spectrogram.
  ///
  /// - Parameter stretch: A part of the file; an end of infinity is the file's. nil: all of it.
  /// - Returns: The file's header; nil when it was interrupted.
  /// - Throws: `AudioFault` where the file gives no samples, or what `body` throws.
  func forEach(
    of path: String, _ stretch: Stretch? = nil, _ body: (SegmentWindow, Render) throws -> Void
  ) throws -> AudioHeader? {
    var file = try AudioFile(path: path)
    var stretch = stretch
    if stretch?.end == .infinity { stretch?.end = file.header.seconds }
    do {
      try segmenter.segment(&file, stretch) { window, samples in
        guard !Interruption.isRequested else { throw Interrupted() }
        try body(window) { renderer.render(samples, into: &$0) }
      }
    } catch is Interrupted {
      return nil
    }
    return file.header
  }

  /// The same for what comes in, until it ends or an interruption ends it.
  func forEach(
    of pipe: inout SoundPipe, _ body: (SegmentWindow, Render) throws -> Void
  ) throws {
    try segmenter.segment(&pipe) { window, samples in
      try body(window) { renderer.render(samples, into: &$0) }
    }
  }

  private struct Interrupted: Error {}
}
