import Digests
import GRDB
import Networks

/// One training on given folds.
public struct RunRecord: Sendable {
  public enum State: String, Sendable {
    case running, finished, failed
  }

  public var id: Int64
  public var key: Digest
  public var experiment: Digest
  public var network: String
  public var trainFolds: [Int]
  public var testFolds: [Int]
  public var seed: Int
  public var precision: String
  public var epochs: Int
  /// How many clips it was trained on.
  public var clips: Int
  public var state: State
  public var checkpoint: StoredArtefact?
  /// Of a run on a leaky split, the experiment on the data set's folds; else nil.
  public var honest: Digest?

  /// Whether it is of what networks are compared with, rather than of one.
  public var isOfBaseline: Bool { Baseline(rawValue: network) != nil }
}

/// What is known of a run before it starts.
public struct NewRun: Sendable {
  public var key: Digest
  public var experiment: Digest
  public var network: String
  public var trainFolds: [Int]
  public var testFolds: [Int]
  public var seed: Int
  public var precision: String
  public var epochs: Int
  public var clips: Int
  /// Canonical text of the settings.
  public var settings: String
  /// What it runs on.
  public var machine: String
  /// What it begins with: name, digest, licence, what that was trained on; nil: chance.
  public var weights: String?
  /// Of a run on a leaky split, the experiment that is the same on the data set's folds; else nil.
  public var honest: Digest?
  /// How labels differ from the metadata's, in words; nil: not at all.
  public var labels: String?

  public init(
    key: Digest, experiment: Digest, network: String, trainFolds: [Int], testFolds: [Int],
    seed: Int, precision: String, epochs: Int, clips: Int, settings: String, machine: String,
    weights: String? = nil, honest: Digest? = nil, labels: String? = nil
  ) {
    self.key = key
    self.experiment = experiment
    self.network = network
    self.trainFolds = trainFolds
    self.testFolds = testFolds
    self.seed = seed
    self.precision = precision
    self.epochs = epochs
    self.clips = clips
    self.settings = settings
    self.machine = machine
    self.weights = weights
    self.honest = honest
    self.labels = labels
  }
}

/// An epoch of a run.
public struct EpochRecord: Sendable {
  public var epoch: Int
  public var loss: Double
  public var accuracy: Double
  public var learningRate: Double
  public var clipsPerSecond: Double
  public var seconds: Double
  /// Of the clips that are kept back, where any are.
  public var validationLoss: Double?
  public var validationAccuracy: Double?

  public init(
    epoch: Int, loss: Double, accuracy: Double, learningRate: Double, clipsPerSecond: Double,
    seconds: Double, validationLoss: Double? = nil, validationAccuracy: Double? = nil
  ) {
    self.epoch = epoch
    self.loss = loss
    self.accuracy = accuracy
    self.learningRate = learningRate
    self.clipsPerSecond = clipsPerSecond
    self.seconds = seconds
    self.validationLoss = validationLoss
    self.validationAccuracy = validationAccuracy
  }
}

extension RunRecord {
  init(_ row: Row) {
    id = row[0]
    key = row[1]
    experiment = row[2]
    network = row[3]
    trainFolds = (row[4] as String).split(separator: " ").compactMap { Int($0) }
    testFolds = (row[5] as String).split(separator: " ").compactMap { Int($0) }
    seed = row[6]
    precision = row[7]
    epochs = row[8]
    clips = row[9]
    state = State(rawValue: row[10]) ?? .failed
    checkpoint = StoredArtefact(row, at: 11)
    honest = row[16]
  }
}
