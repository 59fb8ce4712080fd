import GRDB
import Networks

/// What a run said of a clip that it had not learned from.
public struct ClipPrediction: Sendable {
  public var run: Int64
  public var network: String
  /// The class's name.
  public var predicted: String
  public var probability: Double
  /// Whether the run is of the configuration that was used last.
  public var isCurrent: Bool
}

extension ManifestDatabase {
  /// What a network last said of a clip as it is: by a run of the present configuration, if there is one.
  public func lastPrediction(of clip: String) throws(ManifestError) -> ClipPrediction? {
    try read { db in
      try Row.fetchCursor(
        db,
        sql: """
          SELECT run, network, predicted, probability, current FROM all_predictions
          WHERE clip = ? ORDER BY current DESC, run DESC
          """, arguments: [clip]
      ).map {
        ClipPrediction(
          run: $0[0], network: $0[1], predicted: $0[2], probability: $0[3], isCurrent: $0[4])
      }.first { Baseline(rawValue: $0.network) == nil }
    }
  }
}
