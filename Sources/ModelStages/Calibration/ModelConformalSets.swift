import Numerics
import Pipeline
import Scoring
import TensorFiles

extension ConformalSets {
  private static let key = "conformal_scores"

  /// As a model's file has them; nil for a model that says nothing of them.
  init?(_ checkpoint: SafetensorsFile) {
    guard let text = checkpoint.metadata[Self.key] else { return nil }
    let scores = text.split(separator: " ").compactMap { Double($0) }
    guard !scores.isEmpty, scores.allSatisfy({ 0...1 ~= $0 }) else { return nil }
    self.init(scores: scores)
  }

  /// - Parameter clips: What a model that has not learned from them says of clips; one is drawn of each
  ///   recording.
  fileprivate init(of clips: ClipPredictions, seed: UInt64) {
    let recordings = Dictionary(grouping: clips.rows.indices) { clips.rows[$0].recording }
    var random = Philox(seed: seed, purpose: "conformal")
    self.init(
      scores: recordings.sorted { $0.key < $1.key }.map { _, members in
        let drawn = clips.rows[members[random.uniform(below: members.count)]]
        return max(0, 1 - drawn.probabilities[drawn.label])
      })
  }

  fileprivate var metadata: [String: String] {
    [Self.key: scores.map { "\(Float($0))" }.joined(separator: " ")]
  }
}

extension SafetensorsFile {
  /// How far to trust the model: its temperature, and the scores of sets of classes.
  ///
  /// - Parameters:
  ///   - clips: What a model that has not learned from them says of clips.
  ///   - source: What clips these are.
  mutating func calibrate(on clips: ClipPredictions, from source: String, seed: UInt64) {
    guard !clips.rows.isEmpty else { return }
    setTemperature(of: clips, from: source)
    metadata.merge(ConformalSets(of: clips, seed: seed).metadata) { $1 }
  }
}
