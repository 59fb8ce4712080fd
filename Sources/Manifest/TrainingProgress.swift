import GRDB

/// How far a run's training is.
public struct TrainingProgress: Sendable {
  public struct Epoch: Sendable {
    public let loss: Double
    public let accuracy: Double
    public let clipsPerSecond: Double
  }

  public let id: Int64
  public let network: String
  public let testFolds: String
  public let epochs: Int
  public let state: RunRecord.State
  /// What is over, in its order.
  public let history: [Epoch]
}

extension ManifestDatabase {
  /// The runs with epochs that were begun last, those that are at work first. The manifest is looked at only.
  public static func latestTraining(
    at path: String, version: String, atMost limit: Int = 6
  ) throws(ManifestError) -> [TrainingProgress] {
    try look(at: path, version: version) { db in
      let runs = try Row.fetchAll(
        db,
        sql: """
          SELECT id, network, test_folds, epochs, state FROM run WHERE epochs > 0
          ORDER BY state = 'running' DESC, id DESC LIMIT ?
          """, arguments: [limit])
      return try runs.map { run in
        let epochs = try Row.fetchAll(
          db,
          sql: """
            SELECT loss, accuracy, clips_per_second FROM epoch WHERE run = ? ORDER BY epoch
            """, arguments: [run[0] as Int64])
        return TrainingProgress(
          id: run[0], network: run[1], testFolds: run[2], epochs: run[3],
          state: RunRecord.State(rawValue: run[4]) ?? .failed,
          history: epochs.map {
            TrainingProgress.Epoch(loss: $0[0], accuracy: $0[1], clipsPerSecond: $0[2])
          })
      }
    } ?? []
  }
}
