/// What an epoch of training came to.
public struct EpochReport: Hashable, Sendable {
  /// From 1.
  public let epoch: Int
  /// The mean over the steps, of mixed and masked clips against smoothed labels.
  public let loss: Double
  /// The share of those clips whose heaviest label was found, in training mode.
  public let accuracy: Double
  /// The last step's.
  public let learningRate: Double
  public let clips: Int
  public let seconds: Double

  public var clipsPerSecond: Double { Double(clips) / seconds }
}

/// How far an epoch has come.
public struct StepProgress: Hashable, Sendable {
  /// From 1.
  public let epoch: Int
  /// Steps done in this epoch, of `steps`.
  public let step: Int
  public let steps: Int
  /// Of the last step.
  public let loss: Double
  /// Clips seen in this epoch, and the time they took.
  public let clips: Int
  public let seconds: Double
}
