import Configuration
import Digests
import Manifest

/// The versions of what stages compute. A stage whose output changes for the same input takes the next
/// number, and everything that it made before is made again.
package enum StageVersion {
  package static let segment = 1
  package static let render = 1
  package static let preview = 1
  package static let embedding = 1
  package static let train = 1
  package static let evaluate = 1
  package static let perturb = 1
  package static let explain = 1
  package static let duplicates = 1
}

/// What a configuration says to each kind of artefact, and the keys that follow from it.
package struct Recipes: Sendable {
  private let segment: String
  private let render: String
  private let preview: String
  /// Keys of thousands of items begin alike.
  private let waveformKeyStart: KeyText
  private let tensorKeyStart: KeyText
  private let previewKeyStart: KeyText

  package init(_ configuration: PipelineConfiguration) {
    segment = configuration.canonicalText(of: .segment, without: ["segment.minimumSeconds"])
    render = configuration.canonicalText(of: .spectrogram)
    preview = configuration.canonicalText(of: .preview)
    waveformKeyStart = KeyText(stage: "segment", version: StageVersion.segment, parameters: segment)
    var tensorKey = KeyText(stage: "render", version: StageVersion.render, parameters: render)
    if configuration.spectrogram.goesThroughLibrary { tensorKey.add("transform", "fftw") }
    tensorKeyStart = tensorKey
    previewKeyStart = KeyText(
      stage: "preview", version: StageVersion.preview, parameters: preview + segment + render)
  }

  /// `name=value` lines; each kind's text contains those of the kinds that it is made from.
  package var texts: [ArtefactKind: String] {
    let waveform = "segment.version=\(StageVersion.segment)\n\(segment)"
    let tensor = "\(waveform)render.version=\(StageVersion.render)\n\(render)"
    let preview = "\(tensor)preview.version=\(StageVersion.preview)\n\(preview)"
    return [.waveform: waveform, .tensor: tensor, .preview: preview]
  }

  /// The key of a window of a source file.
  ///
  /// - Parameters:
  ///   - decoder: The version of what decodes the file, where that is more than it once was.
  ///   - frames: The stretch of the file that is a clip of its own; nil: the whole.
  package func waveformKey(
    source: Digest, decoder: Int? = nil, frames: Range<Int>? = nil, segment index: Int
  ) -> Digest {
    var key = waveformKeyStart
    key.add("source", source)
    if let decoder { key.add("decoder", decoder) }
    if let frames { key.add("frames", "\(frames.lowerBound)..<\(frames.upperBound)") }
    key.add("segment", index)
    return key.digest
  }

  /// The key of a spectrogram: made of its segment's key, so that it is known before anything runs.
  package func tensorKey(waveform: Digest) -> Digest {
    var key = tensorKeyStart
    key.add("segment", waveform)
    return key.digest
  }

  /// The key of a preview: of the tensor's bytes, and of the texts that the picture carries.
  package func previewKey(tensor object: Digest, clip: String, segment index: Int) -> Digest {
    var key = previewKeyStart
    key.add("tensor", object)
    key.add("clip", clip)
    key.add("segment", index)
    return key.digest
  }
}
