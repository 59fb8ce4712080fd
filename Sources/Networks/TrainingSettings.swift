/// How a network is trained. The standard values are the recipe that the project is measured with.
public struct TrainingSettings: Hashable, Sendable {
  /// How the learning rate goes from step to step.
  public enum Schedule: String, CaseIterable, Hashable, Sendable {
    /// torch's OneCycleLR: up for 30 % of the steps, then down, along cosines.
    case oneCycle = "one-cycle"
    case constant
  }

  public var network = NetworkDescription(.cnn4)
  public var epochs = 30
  /// Clips in a step, at least 1.
  public var batchSize = 32
  /// The highest that the schedule reaches.
  public var learningRate = 1e-3
  public var schedule = Schedule.oneCycle
  /// AdamW's, on every parameter.
  public var weightDecay = 1e-2
  /// The share of a label that is spread over all classes, in 0 ..< 1.
  public var labelSmoothing = 0.1
  /// Clips are mixed with weights from Beta(mixup, mixup), one a batch; in 0 ... 1, 0 for none.
  public var mixup = 0.2
  /// Whether clips are rolled by a random number of frames.
  public var timeRoll = true
  /// The most mel bands that a mask covers; 0 for none.
  public var frequencyMask = 16
  /// The most frames that a mask covers; 0 for none.
  public var timeMask = 24
  /// The share of pooled features that is dropped, in 0 ..< 1, by networks that have dropout.
  public var dropout = 0.2
  public var seed: UInt64 = 1
  public var precision = Precision.float32
  /// OpenMP threads; nil for one a processor. Another number gives other last bits.
  public var threads: Int?

  public init() {}
}
