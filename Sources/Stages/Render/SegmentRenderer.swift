import Audio
import Cache
import Configuration
import Digests
import Imaging
import Manifest
import Pipeline
import Spectrogram
import TensorFiles

/// One worker's spectrograms and pictures, with the memory that it uses again for every window.
final class SegmentRenderer {
  private var renderer: SpectrogramRenderer
  private let preview: SpectrogramPreview
  private let recipes: Recipes
  private let texts: [(keyword: String, text: String)]
  private let store: ObjectStore
  private let shape: TensorShape
  private let header: [UInt8]
  private var values: [Float]

  init(_ configuration: PipelineConfiguration, store: ObjectStore) throws {
    renderer = try SpectrogramRenderer(
      configuration.spectrogram, sampleRate: configuration.segment.sampleRate)
    preview = SpectrogramPreview(configuration.preview ?? PreviewSettings())
    recipes = Recipes(configuration)
    texts = configuration.pictureTexts
    self.store = store
    shape = configuration.tensorShape
    header = NpyArray.header(shape: shape.dimensions)
    values = [Float](repeating: 0, count: shape.count)
  }

  /// What is wrong with a window is an outcome; a failing disk is thrown.
  func render(_ item: RenderItem) throws -> RenderOutcome {
    var outcome = RenderOutcome(clip: item.clip, segment: item.segment)
    do {
      let tensor: Digest
      if let known = item.tensor {
        try load(known)
        tensor = known.object
      } else {
        let bytes = try bytes(ofTensorFrom: item.waveform)
        tensor = try store.store(bytes, as: .tensor)
        outcome.tensor = NewArtefact(
          kind: "tensor", key: item.tensorKey, object: tensor, size: bytes.count,
          stageVersion: StageVersion.render, bands: shape.bands, frames: shape.frames,
          padded: item.padded)
      }
      if item.wantsPreview { outcome.preview = try draw(item, of: tensor) }
    } catch let fault as AudioFault {
      outcome.fault = FaultRecord(fault)
    } catch let error as TensorFileError {
      outcome.fault = FaultRecord(.unreadable, "\(error)")
    }
    return outcome
  }

  private func bytes(ofTensorFrom waveform: Digest) throws -> [UInt8] {
    let samples = try WaveformFile.read(path: store.absolutePath(of: waveform, .waveform)).samples
    var output = values.mutableSpan
    renderer.render(samples.span, into: &output)
    return header + values.withUnsafeBytes { Array($0) }
  }

  private func load(_ tensor: StoredArtefact) throws {
    let array = try NpyArray(contentsOf: store.absolutePath(of: tensor.object, .tensor))
    guard array.elements.count == values.count else {
      throw AudioFault(
        .unreadable,
        "The tensor \(tensor.object) has the shape \(array.shape); run soundmark verify.")
    }
    values = array.elements
  }

  private func draw(_ item: RenderItem, of tensor: Digest) throws -> NewArtefact {
    let texts = [("Title", "\(item.name) segment \(item.segment)")] + texts
    let values = values
    let bytes = try preview.encoded(
      values.span, bands: shape.bands, frames: shape.frames,
      texts: texts.map { (keyword: $0.0, text: $0.1) })
    return NewArtefact(
      kind: "preview",
      key: recipes.previewKey(tensor: tensor, clip: item.name, segment: item.segment),
      object: try store.store(bytes, as: .picture), size: bytes.count,
      stageVersion: StageVersion.preview)
  }
}

/// The shape of the tensors that a configuration gives.
struct TensorShape: Sendable {
  /// `[bands, frames]`, or `[channels, bands, frames]` with deltas.
  let dimensions: [Int]

  var frames: Int { dimensions[dimensions.count - 1] }
  /// All rows: with deltas, the channels' bands one above the other.
  var bands: Int { dimensions.dropLast().reduce(1, *) }
  var count: Int { bands * frames }
}

extension PipelineConfiguration {
  var tensorShape: TensorShape {
    TensorShape(dimensions: spectrogram.shape(sampleCount: segment.windowLength))
  }

  /// What every picture of a sound carries in its text chunks.
  var pictureTexts: [(keyword: String, text: String)] {
    [
      ("Software", "soundmark \(programVersion)"),
      ("Front end", FrontEndCard(self).hash),
      ("Segment", canonicalText(of: .segment)),
      ("Spectrogram", canonicalText(of: .spectrogram)),
    ]
  }
}
