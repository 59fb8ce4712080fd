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

  /// - Parameters:
  ///   - probabilities: What a model that has not learned from them says of clips, by class.
  ///   - recordings: Each clip's; one clip is drawn of each.
  fileprivate init(
    of probabilities: [[Double]], labels: [Int], recordings: [String], seed: UInt64
  ) {
    let clips = Dictionary(grouping: recordings.indices) { recordings[$0] }
    var random = Philox(seed: seed, purpose: "conformal")
    self.init(
      scores: clips.sorted { $0.key < $1.key }.map { _, members in
        let drawn = members[random.uniform(below: members.count)]
        return max(0, 1 - probabilities[drawn][labels[drawn]])
      })
  }

  fileprivate var metadata: [String: String] {
    [Self.key: scores.map { "\(Float($0))" }.joined(separator: " ")]
  }
}

extension TrainedModel {
  /// The classes that a sound may be, the likeliest first; nil where the model cannot say.
  ///
  /// - Parameters:
  ///   - said: What the network said of the sound, not calibrated, by class.
  ///   - alpha: How often the truth may be missing at most.
  package func set(of said: [String: Double], alpha: Double) -> [String]? {
    ConformalSets(checkpoint).map { sets in
      let values = classes.map { said[$0] ?? 0 }
      return zip(zip(classes, values), sets.set(of: values, alpha: alpha)).filter(\.1)
        .map(\.0).sorted { ($1.1, $0.0) < ($0.1, $1.0) }.map(\.0)
    }
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
    setConformalScores(
      of: clips.rows.map(\.probabilities), labels: clips.rows.map(\.label),
      recordings: clips.rows.map(\.recording), seed: seed)
  }

  /// - Parameters:
  ///   - probabilities: What a model that has not learned from them says of clips, by class, as it gives them.
  ///   - recordings: Each clip's.
  mutating func setConformalScores(
    of probabilities: [[Double]], labels: [Int], recordings: [String], seed: UInt64
  ) {
    let sets = ConformalSets(
      of: probabilities, labels: labels, recordings: recordings, seed: seed)
    metadata.merge(sets.metadata) { $1 }
  }
}
