import Audio
import Cache
import Configuration
import Digests
import Imaging
import Manifest
import Pipeline
import Spectrogram
import TensorFiles

/// One worker's spectrograms and pictures, with the memory that it uses again for every window. It
/// takes several clips or windows at once, so that the digests of their tensors are taken side by side.
final class SegmentRenderer {
  private var renderer: SpectrogramRenderer
  private var cutter: WindowCutter
  private let preview: SpectrogramPreview
  private let recipes: Recipes
  private let texts: [(keyword: String, text: String)]
  private let store: ObjectStore
  private let shape: TensorShape
  private let storesHalves: Bool
  private let header: [UInt8]
  private var samples: [Float] = []
  private var values: [Float]
  private var group: ObjectGroup<Tensor>
  private var outcomes: [RenderOutcome] = []

  private struct Tensor {
    /// The place of its outcome.
    var outcome: Int
    var item: RenderItem
    var padded: Int?
    var picture: Picture?
  }

  private struct Picture {
    var object: Digest
    var size: Int
  }

  init(_ configuration: PipelineConfiguration, store: ObjectStore) throws {
    renderer = try SpectrogramRenderer(
      configuration.spectrogram, sampleRate: configuration.segment.sampleRate)
    cutter = try WindowCutter(configuration.segment, audio: configuration.dataset.audio)
    preview = SpectrogramPreview(configuration.preview ?? PreviewSettings())
    recipes = Recipes(configuration)
    texts = configuration.pictureTexts
    self.store = store
    shape = configuration.tensorShape
    storesHalves = configuration.tensorStore == .float16
    values = [Float](repeating: 0, count: shape.count)
    header = configuration.tensorHeader
    group = ObjectGroup(
      store, as: .tensor, largestSize: header.count + configuration.tensorByteCount)
  }

  /// What is wrong with a window or a clip is an outcome; a failing disk is thrown. Work that is not
  /// begun at an interruption has no outcome.
  func outcomes(of works: ArraySlice<RenderWork>) throws -> [RenderOutcome] {
    outcomes = []
    for work in works where !Interruption.isRequested {
      switch work {
      case .window(let item): try finish(item)
      case .clip(let clip): try finish(clip)
      }
    }
    try storeGroup()
    return outcomes
  }

  private func finish(_ item: RenderItem) throws {
    do {
      if let known = item.tensor {
        try load(known)
        outcomes.append(
          RenderOutcome(
            clip: item.clip, segment: item.segment,
            preview: artefact(try draw(item), of: known.object, item)))
        return
      }
      guard let waveform = item.waveform else {
        preconditionFailure("a window without a waveform is cut from its clip")
      }
      let path = store.absolutePath(of: waveform.object, .waveform)
      try WaveformFile.read(path: path, into: &samples)
      let samples = samples
      try render(item, samples.span, padded: waveform.padded)
    } catch let fault as AudioFault {
      outcomes.append(
        RenderOutcome(clip: item.clip, segment: item.segment, fault: FaultRecord(fault)))
    } catch let error as TensorFileError {
      outcomes.append(
        RenderOutcome(
          clip: item.clip, segment: item.segment, fault: FaultRecord(.unreadable, "\(error)")))
    }
  }

  /// Renders windows as they are cut; a fault of the file takes back those before it. It takes two thirds
  /// of the time of cutting all first and rendering them afterwards (2,000 mono clips, EPYC, Zen 5).
  private func finish(_ clip: UncutClip) throws {
    let first = outcomes.count
    var wanted = clip.windows[...]
    do {
      let notes = try cutter.cut(
        clip.path, clip.stretch, file: clip.file, windows: clip.windowCount
      ) { window, samples in
        guard let item = wanted.first, item.segment == window.index else { return }
        wanted.removeFirst()
        try render(item, samples, padded: samples.count - window.signalCount)
      }
      if first < outcomes.count {
        outcomes[first].mendsClip = clip.hasFault
        outcomes[first].notes = notes
      }
    } catch let fault as AudioFault {
      group.removeLast { $0.outcome >= first }
      outcomes.removeSubrange(first...)
      outcomes.append(
        RenderOutcome(
          clip: clip.clip, segment: 0, fault: FaultRecord(fault), isFaultOfFile: true))
    }
  }

  private func render(_ item: RenderItem, _ samples: Span<Float>, padded: Int?) throws {
    if group.isFull { try storeGroup() }
    var tensor = Tensor(outcome: outcomes.count, item: item, padded: padded)
    if storesHalves || item.wantsPreview {
      var output = values.mutableSpan
      renderer.render(samples, into: &output)
      let halves = storesHalves ? roundToHalves() : []
      if item.wantsPreview { tensor.picture = try draw(item) }
      let (header, values) = (header, values)
      group.add(
        header.span.bytes, storesHalves ? halves.span.bytes : values.span.bytes, of: tensor)
    } else {
      group.add(of: tensor) { place in renderFile(samples, into: &place) }
    }
    outcomes.append(RenderOutcome(clip: item.clip, segment: item.segment))
  }

  /// Renders to where the file's values belong, and returns its size: all the room that there is.
  private func renderFile(_ samples: Span<Float>, into file: inout MutableRawSpan) -> Int {
    file.withUnsafeMutableBytes { file in
      file.copyBytes(from: header)
      let values = UnsafeMutableRawBufferPointer(rebasing: file[header.count...])
        .bindMemory(to: Float.self)
      var output = values.mutableSpan
      renderer.render(samples, into: &output)
    }
    return file.byteCount
  }

  /// Rounds the values to what the file holds, so that a picture shows the same whether it is drawn now
  /// or from the file.
  private func roundToHalves() -> [Float16] {
    let halves = values.map { Float16($0) }
    for (index, half) in halves.enumerated() { values[index] = Float(half) }
    return halves
  }

  private func storeGroup() throws {
    for (object, size, tensor) in try group.storeAll() {
      outcomes[tensor.outcome].tensor = NewArtefact(
        kind: .tensor, key: tensor.item.tensorKey, object: object, size: size,
        stageVersion: StageVersion.render, bands: shape.bands, frames: shape.frames,
        padded: tensor.padded)
      outcomes[tensor.outcome].preview = tensor.picture.map {
        artefact($0, of: object, tensor.item)
      }
    }
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

  private func draw(_ item: RenderItem) throws -> Picture {
    let texts = [("Title", "\(item.name) segment \(item.segment)")] + texts
    let values = values
    let bytes = try preview.encoded(
      values.span, bands: shape.bands, frames: shape.frames,
      texts: texts.map { (keyword: $0.0, text: $0.1) })
    return Picture(object: try store.store(bytes, as: .picture), size: bytes.count)
  }

  private func artefact(_ picture: Picture, of tensor: Digest, _ item: RenderItem) -> NewArtefact {
    NewArtefact(
      kind: .preview,
      key: recipes.previewKey(tensor: tensor, clip: item.name, segment: item.segment),
      object: picture.object, size: picture.size, stageVersion: StageVersion.preview)
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
