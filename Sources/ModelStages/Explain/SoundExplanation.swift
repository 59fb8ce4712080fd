import Audio
import Configuration
import DataStages
import Explaining
import Figures
import Imaging
import Learning
import Networks
import Pipeline
import Spectrogram

/// What a model goes by in a sound: in the segment that it is surest about, for the class that it says and for
/// the one that is true.
package struct SoundExplanation {
  package struct ClassEvidence {
    package let name: String
    package let probability: Double
    package let isPredicted, isTrue: Bool
    /// Nil where the network has no map to look at.
    package let activation: ActivationMap?
    /// Ranges of bands in Hz, of time in seconds, and what the probability loses when they are covered.
    package let bandDrops, timeDrops: [(low: Double, high: Double, drop: Double)]
    fileprivate let panel: ExplanationFigure.Panel
  }

  package let classes: [ClassEvidence]
  /// Of the segment, and when it begins, in seconds.
  package let segment: Int
  package let start: Double
  /// What the sound lasts, in segments.
  package let segments: Int
  /// Why Grad-CAM looks elsewhere than at the end, or nowhere; nil where it does as usual.
  package let remark: String?
  private let values: [Float]
  private let scale: SpectrogramScale
  private let frontEnd: PipelineConfiguration

  /// - Parameters:
  ///   - stretch: The part of the file that the clip is; nil: the whole.
  ///   - label: What it is, where that is known.
  /// - Throws: `ModelError`, `ExplanationError`, or `AudioFault` where the file gives no samples.
  package init(
    of path: String, stretch: Stretch?, as label: String?, by model: TrainedModel
  ) throws {
    guard !model.classes.isEmpty else { throw ModelError.noClasses(network: model.network) }
    frontEnd = model.frontEnd
    guard SpectrogramScale.isThere(for: frontEnd.spectrogram) else {
      throw ExplanationError.noBands(model: model.path)
    }
    let shape = frontEnd.tensorShape
    let classifier = try Classifier(of: model, batchSize: 8)
    let sure = try Self.surest(path, stretch, frontEnd, shape, classifier)
    (values, segment, start, segments) = (
      sure.values, sure.window.index,
      Double(sure.window.start) / Double(frontEnd.segment.sampleRate), sure.segments
    )
    scale = SpectrogramScale(frontEnd)

    let occlusion = try Occlusion(values, bands: shape.bands, by: classifier)
    let predicted = occlusion.probabilities.indices.max {
      occlusion.probabilities[$0] < occlusion.probabilities[$1]
    }!
    let truth = label.flatMap { model.classes.firstIndex(of: $0) }
    let asked = [predicted] + (truth.map { $0 == predicted ? [] : [$0] } ?? [])
    let values = values
    let gradCAM = try GradCAM(
      checkpoint: model.checkpoint, bands: shape.bands, frames: shape.frames)
    let maps = try gradCAM?.maps(of: asked) { _, span in
      for (index, value) in values.enumerated() { span[index] = value }
    }
    remark = gradCAM.map { $0.isBeforeSequence ? Self.beforeSequence : nil } ?? Self.noMap
    let scale = scale
    classes = asked.enumerated().map { place, index in
      ClassEvidence(
        model.classes[index], index, isPredicted: index == predicted, isTrue: index == truth,
        occlusion, maps?[place], scale)
    }
  }

  private static let beforeSequence =
    "the network reads its last map step by step; Grad-CAM looks at that map, before the sequence"
  private static let noMap =
    "the network has no map for Grad-CAM; what is covered says what it goes by"

  /// The spectrogram of the segment whose likeliest class is likeliest.
  private static func surest(
    _ path: String, _ stretch: Stretch?, _ frontEnd: PipelineConfiguration, _ shape: TensorShape,
    _ classifier: Classifier
  ) throws -> (values: [Float], window: SegmentWindow, segments: Int) {
    var segmenter = try Segmenter(frontEnd.segment)
    var renderer = try SpectrogramRenderer(
      frontEnd.spectrogram, sampleRate: frontEnd.segment.sampleRate)
    var best: (values: [Float], window: SegmentWindow, probability: Float)?
    var segments = 0
    var values = [Float](repeating: 0, count: shape.count)
    try segmenter.segment(path: path, stretch: stretch) { window, samples in
      var output = values.mutableSpan
      renderer.render(samples, into: &output)
      segments += 1
      let probability = try classifier.probabilities(clips: 1) { _, span in
        for index in span.indices { span[index] = values[index] }
      }.max()!
      if best.map({ probability > $0.probability }) ?? true {
        best = (values, window, probability)
      }
    }
    guard let best else { throw ExplanationError.noSegment(path: path) }
    return (best.values, best.window, segments)
  }

  /// The figure as a PNG file.
  package func picture(title: String, subtitle: String) throws -> [UInt8] {
    try ExplanationFigure(
      title: title, subtitle: subtitle, values: values, bandFrequencies: scale.frequencies,
      seconds: scale.seconds, panels: classes.map(\.panel),
      settings: frontEnd.preview ?? PreviewSettings()
    ).encoded(texts: [("Title", title)] + frontEnd.pictureTexts)
  }
}

extension SoundExplanation.ClassEvidence {
  fileprivate init(
    _ name: String, _ index: Int, isPredicted: Bool, isTrue: Bool, _ occlusion: Occlusion,
    _ activation: ActivationMap?, _ scale: SpectrogramScale
  ) {
    self.name = name
    probability = Double(occlusion.probabilities[index])
    (self.isPredicted, self.isTrue, self.activation) = (isPredicted, isTrue, activation)
    let bands = zip(occlusion.bands, occlusion.bandDrops.map { Double($0[index]) }).map { ($0, $1) }
    let frames = zip(occlusion.frames, occlusion.frameDrops.map { Double($0[index]) })
      .map { ($0, $1) }
    bandDrops = bands.map { (scale.hertz($0.0).low, scale.hertz($0.0).high, $0.1) }
    timeDrops = frames.map { (scale.time($0.0).low, scale.time($0.0).high, $0.1) }
    let role = [isPredicted ? "predicted" : nil, isTrue ? "true" : nil].compactMap { $0 }
    panel = ExplanationFigure.Panel(
      title: "\(name) \(decimals(probability, 2)), \(role.joined(separator: " and "))",
      heat: activation?.relative(bands: scale.frequencies.count, frames: scale.frames),
      bandDrops: bands, frameDrops: frames)
  }
}

extension ActivationMap {
  /// Spread over a spectrogram, the brightest place 1.
  func relative(bands: Int, frames: Int) -> [Float] {
    let most = values.max() ?? 0
    return spread(bands: bands, frames: frames).map { most > 0 ? $0 / most : 0 }
  }
}

/// Why a sound cannot be explained, in a sentence that says what to try.
package enum ExplanationError: Error, CustomStringConvertible {
  case noBands(model: String)
  case noSegment(path: String)

  package var description: String {
    switch self {
    case .noBands(let model):
      """
      Could not explain what \(model) goes by: it sees coefficients or derivatives, which are no bands \
      that a picture could show, expected bands over time; explain a model whose front end has neither \
      spectrogram.cepstrum nor spectrogram.deltas.
      """
    case .noSegment(let path):
      "Could not explain \(path): it gives no segment, expected one at least; is it shorter than segment.minimumSeconds?"
    }
  }
}
