import Audio
import Configuration
import DataStages
import Explaining
import Learning
import Spectrogram

/// What looks into a model: its networks, planned once for all sounds that are to be explained.
package final class SoundExplainer {
  let classes: [String]
  let frontEnd: PipelineConfiguration
  let scale: SpectrogramScale
  private let classifier: Classifier
  private let gradCAM: GradCAM?

  /// - Throws: `ModelError` or `ExplanationError`, a sentence that names what is wrong with the model.
  package init(_ model: TrainedModel) throws {
    guard !model.classes.isEmpty else { throw ModelError.noClasses(network: model.network) }
    (classes, frontEnd) = (model.classes, model.frontEnd)
    guard SpectrogramScale.isThere(for: frontEnd.spectrogram) else {
      throw ExplanationError.noBands(model: model.path)
    }
    scale = SpectrogramScale(frontEnd)
    classifier = try Classifier(of: model, batchSize: 8)
    let shape = frontEnd.tensorShape
    gradCAM = try GradCAM(checkpoint: model.checkpoint, bands: shape.bands, frames: shape.frames)
  }

  package var windowSeconds: Double { scale.seconds }

  /// Why Grad-CAM looks elsewhere than at the end, or nowhere; nil where it does as usual.
  var remark: String? {
    guard let gradCAM else {
      return "the network has no map for Grad-CAM; what is covered says what it goes by"
    }
    return gradCAM.isBeforeSequence
      ? "the network reads its last map step by step; Grad-CAM looks at that map, before the sequence"
      : nil
  }

  func occlusion(of values: [Float]) throws -> Occlusion {
    try Occlusion(values, bands: frontEnd.tensorShape.bands, by: classifier)
  }

  /// By class; nil where the network has no map to look at.
  func maps(of classes: [Int], in values: [Float]) throws -> [ActivationMap]? {
    try gradCAM?.maps(of: classes) { _, span in
      for (index, value) in values.enumerated() { span[index] = value }
    }
  }

  /// The spectrogram of the segment whose likeliest class, or the one that is asked for, is likeliest.
  func surest(
    _ path: String, _ stretch: Stretch?, of asked: Int?
  ) throws -> (values: [Float], window: SegmentWindow, segments: Int) {
    var segmenter = try Segmenter(frontEnd.segment)
    var renderer = try SpectrogramRenderer(
      frontEnd.spectrogram, sampleRate: frontEnd.segment.sampleRate)
    var best: (values: [Float], window: SegmentWindow, probability: Float)?
    var segments = 0
    var values = [Float](repeating: 0, count: frontEnd.tensorShape.count)
    try segmenter.segment(path: path, stretch: stretch) { window, samples in
      var output = values.mutableSpan
      renderer.render(samples, into: &output)
      segments += 1
      let all = try classifier.probabilities(clips: 1) { _, span in
        for index in span.indices { span[index] = values[index] }
      }
      let probability = asked.map { all[$0] } ?? all.max()!
      if best.map({ probability > $0.probability }) ?? true {
        best = (values, window, probability)
      }
    }
    guard let best else { throw ExplanationError.noSegment(path: path) }
    return (best.values, best.window, segments)
  }
}
