import Audio
import Configuration
import Explaining
import Figures
import Imaging
import Pipeline

/// What a model goes by in a sound: in the segment that it is surest about, for the class that it says and for
/// the one that is true; or for the one class that is asked for.
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
  ///   - asked: The only class to look for, in the segment that is surest of it; nil: see above.
  /// - Throws: `ExplanationError`, `EngineError`, or `AudioFault` where the file gives no samples.
  package init(
    of path: String, stretch: Stretch?, as label: String? = nil, for asked: String? = nil,
    by explainer: SoundExplainer
  ) throws {
    (frontEnd, scale) = (explainer.frontEnd, explainer.scale)
    let names = explainer.classes
    let only = asked.flatMap { names.firstIndex(of: $0) }
    let sure = try explainer.surest(path, stretch, of: only)
    (values, segment, start, segments) = (
      sure.values, sure.window.index,
      Double(sure.window.start) / Double(frontEnd.segment.sampleRate), sure.segments
    )
    let occlusion = try explainer.occlusion(of: values)
    let predicted = occlusion.probabilities.indices.max {
      occlusion.probabilities[$0] < occlusion.probabilities[$1]
    }!
    let truth = label.flatMap { names.firstIndex(of: $0) }
    let looked =
      only.map { [$0] } ?? [predicted] + (truth.map { $0 == predicted ? [] : [$0] } ?? [])
    let maps = try explainer.maps(of: looked, in: values)
    remark = explainer.remark
    let scale = scale
    classes = looked.enumerated().map { place, index in
      ClassEvidence(
        names[index], index, isPredicted: index == predicted, isTrue: index == truth, occlusion,
        maps?[place], scale)
    }
  }

  /// Over the segment's spectrogram, where the network sees a class; nil where it has no map to look at.
  ///
  /// - Parameter most: Columns of the picture.
  package func overlay(_ evidence: ClassEvidence, columns most: Int) -> HeatOverlay? {
    evidence.panel.heat.map { heat in
      let bands = scale.frequencies.count
      return HeatOverlay(
        values: values.narrowed(bands: bands, to: most),
        heat: heat.narrowed(bands: bands, to: most),
        bands: bands, settings: frontEnd.preview ?? PreviewSettings())
    }
  }

  /// The middle of each row, in Hz.
  package var frequencies: [Double] { scale.frequencies }
  /// Of a segment.
  package var seconds: Double { scale.seconds }

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

extension SoundExplanation.ClassEvidence {
  /// The bands that the probability loses most by when they are covered.
  package var bandsInWords: String { Self.words(bandDrops, digits: 0, unit: "Hz") }
  /// The times, in a sound where the segment begins at `begin`.
  package func timesInWords(from begin: Double = 0) -> String {
    Self.words(
      timeDrops.map { ($0.low + begin, $0.high + begin, $0.drop) }, digits: 2, unit: "s")
  }

  /// The three that cost most.
  private static func words(
    _ drops: [(low: Double, high: Double, drop: Double)], digits: Int, unit: String
  ) -> String {
    let losses = drops.filter { $0.drop > 0 }.sorted { ($1.drop, $0.low) < ($0.drop, $1.low) }
    guard !losses.isEmpty else { return "nothing is lost, whichever is covered" }
    return losses.prefix(3).map {
      "\(decimals($0.low, digits)) – \(decimals($0.high, digits)) \(unit) −\(decimals($0.drop, 3))"
    }.joined(separator: ", ")
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
