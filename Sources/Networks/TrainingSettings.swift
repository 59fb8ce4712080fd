/// How a network is trained. The standard values are the recipe that the project is measured with.
public struct TrainingSettings: Hashable, Sendable {
  /// How the learning rate goes from step to step.
  public enum Schedule: String, CaseIterable, Hashable, Sendable {
    /// torch's OneCycleLR: up, then down, along cosines.
    case oneCycle = "one-cycle"
    case constant
    /// Down to 0 along half a cosine.
    case cosine
    /// Down to 0 along a line.
    case linear
  }

  /// How weights follow their gradients.
  public enum Optimizer: String, CaseIterable, Hashable, Sendable {
    case adamw
    /// Stochastic gradient descent with momentum.
    case sgd
  }

  /// What is done about classes of different size.
  public enum Balance: String, CaseIterable, Hashable, Sendable {
    case none
    /// Clips count by the inverse of their class's size in the loss.
    case weights
    /// Clips are drawn so that classes come equally often.
    case sampling
  }

  /// What batch norms go by while the network is trained.
  public enum Statistics: String, CaseIterable, Hashable, Sendable {
    /// Those of each batch, which move the running ones.
    case moving
    /// The running ones as they are.
    case fixed
  }

  /// What the epoch that counts is chosen on.
  public enum Validation: String, CaseIterable, Hashable, Sendable {
    /// Nothing: the last one counts.
    case none
    /// One of the training folds, which is not trained on.
    case nextFold = "next-fold"
    /// A share of the recordings of the training folds, which are not trained on.
    case recordings
  }

  public var network = NetworkDescription(.cnn4)
  public var epochs = 30
  /// Clips in a step, at least 1.
  public var batchSize = 32
  /// The highest that the schedule reaches.
  public var learningRate = 1e-3
  public var schedule = Schedule.oneCycle
  /// The share of the steps in which the rate first rises, in 0 ..< 1; nil: 0.3 of `oneCycle`, which rises
  /// along a cosine, and 0 of the others, which rise from 0 along a line.
  public var warmUp: Double?
  public var optimizer = Optimizer.adamw
  /// Of stochastic gradient descent, in 0 ..< 1.
  public var momentum = 0.9
  public var weightDecay = 1e-2
  /// Whether the scales and shifts of norms, and biases, decay as well.
  public var decaysVectors = true
  /// The length that gradients are cut to; nil for none.
  public var gradientClipping: Double?
  /// The share of the weights' moving averages that a step keeps, which then are the network; 0 for the
  /// weights themselves.
  public var averaging = 0.0
  /// The last layer's learning rate, times that of the others.
  public var headRate = 1.0
  /// The name of a layer: it and all before it stay as they are; nil for none.
  public var frozen: String?
  public var statistics = Statistics.moving
  public var balance = Balance.none
  public var validation = Validation.none
  /// Of the clips, where recordings are kept for validation.
  public var validationShare = 0.1
  /// Epochs without a better one after which the training ends; nil: never before its time.
  public var patience: Int?
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
