import Pipeline
import Scoring
import TensorFiles

/// What makes a model's probabilities mean what they say, as its file has it.
struct ModelTemperature {
  let temperature: Temperature
  /// The clips that it comes from.
  let source: String

  private static let (key, sourceKey) = ("temperature", "temperature_from")

  /// Nil for a model that says nothing of it: where no clips were kept back, nothing is known.
  init?(_ checkpoint: SafetensorsFile) {
    guard let value = checkpoint.metadata[Self.key].flatMap(Double.init),
      0.01...100 ~= value, let source = checkpoint.metadata[Self.sourceKey]
    else { return nil }
    temperature = Temperature(value)
    self.source = source
  }

  fileprivate static func metadata(_ temperature: Temperature, from source: String)
    -> [String: String]
  {
    [key: "\(temperature.value)", sourceKey: source]
  }
}

extension TrainedModel {
  /// How probabilities are made to mean what they say, in words; nil where nothing is known of it.
  package var calibrationNote: String? {
    ModelTemperature(checkpoint).map {
      "probabilities are calibrated (temperature \(decimals($0.temperature.value, 2)), from \($0.source))"
    }
  }
}

extension SafetensorsFile {
  /// - Parameter clips: What a model that has not learned from them says of clips; by this one they are
  ///   answered as well as new ones, and so are classes told from each other.
  mutating func setTemperature(of clips: ClipPredictions, from source: String) {
    let temperature = setTemperature(
      probabilities: clips.rows.map(\.probabilities), labels: clips.rows.map(\.label), from: source)
    guard let temperature else { return }
    setThresholds(
      of: clips.at(temperature).rows.map(\.probabilities), labels: clips.rows.map { [$0.label] })
  }

  /// - Parameter probabilities: By row and class.
  /// - Returns: nil where there are no rows.
  mutating func setTemperature(
    probabilities: [[Double]], labels: [Int], from source: String
  ) -> Temperature? {
    let temperature = Temperature(
      probabilities: Array(probabilities.joined()), labels: labels,
      classCount: probabilities.first?.count ?? 0)
    guard let temperature else { return nil }
    metadata.merge(ModelTemperature.metadata(temperature, from: source)) { $1 }
    return temperature
  }
}
