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
  private var cutter: WindowCutter
  private let preview: SpectrogramPreview
  private let recipes: Recipes
  private let texts: [(keyword: String, text: String)]
  private let store: ObjectStore
  private let shape: TensorShape
  private let header: [UInt8]
  /// Of a tensor's file, in bytes.
  private let size: Int
  private let storesHalves: Bool
  private var samples: [Float] = []
  private var values: [Float]

  init(_ configuration: PipelineConfiguration, store: ObjectStore) throws {
    renderer = try SpectrogramRenderer(
      configuration.spectrogram, sampleRate: configuration.segment.sampleRate)
    cutter = try WindowCutter(configuration.segment, audio: configuration.dataset.audio)
    preview = SpectrogramPreview(configuration.preview ?? PreviewSettings())
    recipes = Recipes(configuration)
    texts = configuration.pictureTexts
    self.store = store
    shape = configuration.tensorShape
    header = configuration.tensorHeader
    size = header.count + configuration.tensorByteCount
    storesHalves = configuration.tensorStore == .float16
    values = [Float](repeating: 0, count: shape.count)
  }

  /// What is wrong with a window or a clip is an outcome; a failing disk is thrown.
  func outcomes(of work: RenderWork) throws -> [RenderOutcome] {
    switch work {
    case .window(let item): [try outcome(of: item)]
    case .clip(let clip): try outcomes(of: clip)
    }
  }

  private func outcome(of item: RenderItem) throws -> RenderOutcome {
    do {
      if let known = item.tensor {
        try load(known)
        return RenderOutcome(
          clip: item.clip, segment: item.segment, preview: try draw(item, of: known.object))
      }
      guard let waveform = item.waveform else {
        preconditionFailure("a window without a waveform is cut from its clip")
      }
      let path = store.absolutePath(of: waveform.object, .waveform)
      try WaveformFile.read(path: path, into: &samples)
      let samples = samples
      return try render(item, samples.span, padded: waveform.padded)
    } catch let fault as AudioFault {
      return RenderOutcome(clip: item.clip, segment: item.segment, fault: FaultRecord(fault))
    } catch let error as TensorFileError {
      return RenderOutcome(
        clip: item.clip, segment: item.segment, fault: FaultRecord(.unreadable, "\(error)"))
    }
  }

  /// Renders windows as they are cut; a fault of the file takes back those before it.
  private func outcomes(of clip: UncutClip) throws -> [RenderOutcome] {
    var outcomes: [RenderOutcome] = []
    var wanted = clip.windows[...]
    do {
      try cutter.cut(clip.path, file: clip.file, windows: clip.windowCount) { window, samples in
        guard let item = wanted.first, item.segment == window.index else { return }
        wanted.removeFirst()
        outcomes.append(
          try render(item, samples, padded: samples.count - window.signalCount))
      }
      if !outcomes.isEmpty { outcomes[0].mendsClip = clip.hasFault }
      return outcomes
    } catch let fault as AudioFault {
      return [
        RenderOutcome(
          clip: clip.clip, segment: 0, fault: FaultRecord(fault), isFaultOfFile: true)
      ]
    }
  }

  private func render(
    _ item: RenderItem, _ samples: Span<Float>, padded: Int?
  ) throws -> RenderOutcome {
    var output = values.mutableSpan
    renderer.render(samples, into: &output)
    let tensor = try storeTensor()
    return RenderOutcome(
      clip: item.clip, segment: item.segment,
      tensor: NewArtefact(
        kind: "tensor", key: item.tensorKey, object: tensor, size: size,
        stageVersion: StageVersion.render, bands: shape.bands, frames: shape.frames,
        padded: padded),
      preview: item.wantsPreview ? try draw(item, of: tensor) : nil)
  }

  /// Stores the values, which are rounded to what the file holds, so that a picture shows the same
  /// whether it is drawn now or from the file.
  private func storeTensor() throws -> Digest {
    let header = header
    if storesHalves {
      let halves = values.map { Float16($0) }
      for (index, half) in halves.enumerated() { values[index] = Float(half) }
      return try store.store(header.span.bytes, halves.span.bytes, as: .tensor)
    }
    let values = values
    return try store.store(header.span.bytes, values.span.bytes, as: .tensor)
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
package struct TensorShape: Sendable {
  /// `[bands, frames]`, or `[channels, bands, frames]` with deltas.
  package let dimensions: [Int]

  package var frames: Int { dimensions[dimensions.count - 1] }
  /// All rows: with deltas, the channels' bands one above the other.
  package var bands: Int { dimensions.dropLast().reduce(1, *) }
  package var count: Int { bands * frames }
}

extension PipelineConfiguration {
  package var tensorShape: TensorShape {
    TensorShape(dimensions: spectrogram.shape(sampleCount: segment.windowLength))
  }

  /// What goes before a tensor's values in its file.
  var tensorHeader: [UInt8] {
    NpyArray.header(
      shape: tensorShape.dimensions, element: tensorStore == .float16 ? .float16 : .float32)
  }

  /// What the values of a tensor take in its file.
  var tensorByteCount: Int { tensorShape.count * (tensorStore == .float16 ? 2 : 4) }

  /// What every picture of a sound carries in its text chunks.
  package var pictureTexts: [(keyword: String, text: String)] {
    [
      ("Software", "soundmark \(programVersion)"),
      ("Front end", FrontEndCard(self).hash),
      ("Segment", canonicalText(of: .segment)),
      ("Spectrogram", canonicalText(of: .spectrogram)),
    ]
  }
}
