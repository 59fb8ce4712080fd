import Numerics

/// How sure the figures of one classifier are, given the recordings it was tested on.
///
/// Each fold's recordings are drawn again, with the clips that each has: slices of one recording stand or
/// fall together. Figures over folds are means of the folds' own, as results on folds are reported; those
/// of a class are of the clips of all folds together.
///
/// Source: Efron and Tibshirani (1993), An Introduction to the Bootstrap, percentile intervals.
public struct RecordingBootstrap: Equatable, Sendable {
  /// A figure and where it may lie.
  public struct Figure: Equatable, Sendable {
    public let value: Double
    /// The 95 % interval; nil where hardly any draw had what the figure is a share of.
    public let interval: ConfidenceInterval?
  }

  /// A clip that was tested.
  public struct Outcome: Sendable {
    public let fold: Int
    public let truth: Int
    public let predicted: Int
    public let recording: String

    public init(fold: Int, truth: Int, predicted: Int, recording: String) {
      self.fold = fold
      self.truth = truth
      self.predicted = predicted
      self.recording = recording
    }
  }

  /// By name, over folds: `accuracy`, `balanced_accuracy`, `macro_f1`.
  public let overall: [String: Figure]
  /// Accuracy by fold.
  public let folds: [Int: Figure]
  /// By class, by name: `precision`, `recall`, `f1`.
  public let classes: [[String: Figure]]
  /// How many recordings there are: the real size of the sample.
  public let recordingCount: Int

  /// The same seed gives the same intervals.
  /// - Returns: nil for no clips.
  public init?(
    _ outcomes: [Outcome], classCount: Int, replicates: Int = 2_000, seed: UInt64 = 1
  ) {
    precondition(replicates > 0, "an interval needs replicates")
    guard !outcomes.isEmpty else { return nil }
    let strata = Dictionary(grouping: outcomes, by: \.fold).sorted { $0.key < $1.key }
      .map { Stratum(fold: $0.key, $0.value, classCount: classCount) }
    let measured = Draw(strata.map { ($0.fold, $0.all) })
    let draws = (0..<replicates).map { replicate in
      var random = Philox(seed: seed, purpose: "recordings", epoch: replicate)
      return Draw(strata.map { ($0.fold, $0.draw(&random)) })
    }
    func figure(_ value: (Draw) -> Double?) -> Figure {
      let values = draws.compactMap(value).sorted()
      // Of a class that is in few draws, the others say nothing.
      let interval =
        values.count * 2 < replicates
        ? nil : ConfidenceInterval(lower: values.quantile(0.025), upper: values.quantile(0.975))
      return Figure(value: value(measured) ?? 0, interval: interval)
    }
    overall = [
      "accuracy": figure { $0.mean(\.accuracy) },
      "balanced_accuracy": figure { $0.mean(\.balancedAccuracy) },
      "macro_f1": figure { $0.mean(\.macro.f1) },
    ]
    folds = Dictionary(
      uniqueKeysWithValues: strata.enumerated().map { place, stratum in
        (stratum.fold, figure { $0.folds[place].accuracy })
      })
    classes = (0..<classCount).map { label in
      [
        "precision": figure {
          $0.pooled.confusion.predictions(of: label) > 0 ? $0.pooled.classes[label].precision : nil
        },
        "recall": figure {
          $0.pooled.confusion.support(of: label) > 0 ? $0.pooled.classes[label].recall : nil
        },
        "f1": figure {
          $0.pooled.confusion.support(of: label) > 0 ? $0.pooled.classes[label].f1 : nil
        },
      ]
    }
    recordingCount = strata.reduce(0) { $0 + $1.recordings.count }
  }
}

/// The recordings of a fold, each with what its clips add to a confusion matrix.
private struct Stratum {
  let fold: Int
  var recordings: [ConfusionCounts] = []
  let classCount: Int

  typealias ConfusionCounts = [(truth: Int, predicted: Int, count: Int)]

  init(fold: Int, _ outcomes: [RecordingBootstrap.Outcome], classCount: Int) {
    self.fold = fold
    self.classCount = classCount
    var places: [String: Int] = [:]
    for outcome in outcomes {
      let place = places[outcome.recording, default: recordings.count]
      if place == recordings.count {
        places[outcome.recording] = place
        recordings.append([])
      }
      let cell = recordings[place].firstIndex {
        $0.truth == outcome.truth && $0.predicted == outcome.predicted
      }
      if let cell {
        recordings[place][cell].count += 1
      } else {
        recordings[place].append((outcome.truth, outcome.predicted, 1))
      }
    }
  }

  var all: ConfusionMatrix {
    matrix(recordings.indices)
  }

  /// As many recordings as there are, each as likely as another.
  func draw(_ random: inout Philox) -> ConfusionMatrix {
    matrix(recordings.indices.map { _ in random.uniform(below: recordings.count) })
  }

  private func matrix(_ drawn: some Sequence<Int>) -> ConfusionMatrix {
    var matrix = ConfusionMatrix(classCount: classCount)
    for place in drawn {
      for cell in recordings[place] {
        matrix.add(truth: cell.truth, predicted: cell.predicted, count: cell.count)
      }
    }
    return matrix
  }
}

/// The figures of one draw.
private struct Draw {
  let folds: [ClassificationScores]
  let pooled: ClassificationScores

  init(_ matrices: [(fold: Int, matrix: ConfusionMatrix)]) {
    folds = matrices.map { ClassificationScores($0.matrix)! }
    pooled = ClassificationScores(
      matrices.dropFirst().reduce(matrices[0].matrix) { $0 + $1.matrix })!
  }

  func mean(_ figure: (ClassificationScores) -> Double) -> Double {
    folds.map(figure).mean
  }
}
