import ModelStages
import Pipeline

/// What a model goes by in a clip, in words, as JSON and as a picture.
struct ExplanationOutput {
  private let clip: ClipInspection
  private let model: TrainedModel
  private let explanation: SoundExplanation

  init(_ clip: ClipInspection, _ model: TrainedModel) throws {
    (self.clip, self.model) = (clip, model)
    explanation = try SoundExplanation(
      of: clip.path, stretch: clip.stretch, as: clip.label, by: SoundExplainer(model))
  }

  func show(_ reporter: Reporter, write: ([UInt8]) throws -> Void) throws {
    reporter.result("\(clip.name): \(facts)")
    for evidence in explanation.classes {
      reporter.result(
        "  \(evidence.name) \(decimals(evidence.probability, 3)), \(role(of: evidence))")
      reporter.result("    without bands  \(evidence.bandsInWords)")
      reporter.result("    without times  \(evidence.timesInWords())")
      reporter.result(json(evidence))
    }
    if let remark = explanation.remark { reporter.note("inspect: \(remark)") }
    try write(
      explanation.picture(title: clip.name, subtitle: facts))
  }

  private var facts: String {
    var facts = ["\(model.network)"]
    if let label = clip.label { facts.append("labelled \(label)") }
    if explanation.segments > 1 {
      facts.append(
        "segment \(explanation.segment) of \(explanation.segments), from \(decimals(explanation.start, 2)) s on, which it is surest about"
      )
    }
    return facts.joined(separator: " · ")
  }

  private func role(of evidence: SoundExplanation.ClassEvidence) -> String {
    switch (evidence.isPredicted, evidence.isTrue) {
    case (true, true): "predicted, and true"
    case (true, false): "predicted"
    default: "true"
    }
  }

  private func json(_ evidence: SoundExplanation.ClassEvidence) -> JSONObject {
    var object = JSONObject()
    object.set("event", "explanation")
    object.set("clip", clip.name)
    object.set("model", model.path)
    object.set("class", evidence.name)
    object.set("probability", evidence.probability)
    object.set("predicted", evidence.isPredicted)
    object.set("true", evidence.isTrue)
    object.set("segment", explanation.segment)
    object.set("bands", evidence.bandDrops.map { part($0, "low_hertz", "high_hertz") })
    object.set("times", evidence.timeDrops.map { part($0, "start", "end") })
    guard let activation = evidence.activation else { return object }
    var map = JSONObject()
    map.set("height", activation.height)
    map.set("width", activation.width)
    map.set("values", activation.values.map(Double.init))
    object.set("gradcam", map)
    return object
  }

  private func part(
    _ range: (low: Double, high: Double, drop: Double), _ low: String, _ high: String
  ) -> JSONObject {
    var object = JSONObject()
    object.set(low, range.low)
    object.set(high, range.high)
    object.set("drop", range.drop)
    return object
  }
}
