import Numerics

/// How sure the figures of one classifier are, given the recordings it was tested on.
///
/// Each fold's recordings are drawn again, with the clips that each has: slices of one recording stand or
/// fall together. Figures over folds are means of the folds' own, as results on folds are reported; those
/// of a class or a salience are of the clips of all folds together.
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
    /// 1 foreground, 2 background, or what else the metadata says; nil where it says nothing.
    public let salience: Int?

    public init(fold: Int, truth: Int, predicted: Int, recording: String, salience: Int? = nil) {
      self.fold = fold
      self.truth = truth
      self.predicted = predicted
      self.recording = recording
      self.salience = salience
    }
  }

  /// By name, over folds: `accuracy`, `balanced_accuracy`, `macro_f1`.
  public let overall: [String: Figure]
  /// Accuracy by fold.
  public let folds: [Int: Figure]
  /// By class, by name: `precision`, `recall`, `f1`.
  public let classes: [[String: Figure]]
  /// Accuracy by salience.
  public let saliences: [Int: Figure]
  /// How many recordings there are: the real size of the sample.
  public let recordingCount: Int

  /// The same seed gives the same intervals.
  /// - Returns: nil for no clips.
  public init?(
    _ outcomes: [Outcome], classCount: Int, replicates: Int = 2_000, seed: UInt64 = 1
  ) {
    precondition(replicates > 0, "an interval needs replicates")
    guard !outcomes.isEmpty else { return nil }
    let levels = Set(outcomes.compactMap(\.salience)).sorted()
    let strata = Dictionary(grouping: outcomes, by: \.fold).sorted { $0.key < $1.key }
      .map { Stratum(fold: $0.key, $0.value, classCount: classCount, saliences: levels) }
    let measured = Draw(strata.map(\.all))
    let draws = (0..<replicates).map { replicate in
      var random = Philox(seed: seed, purpose: "recordings", epoch: replicate)
      return Draw(strata.map { $0.draw(&random) })
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
    saliences = Dictionary(
      uniqueKeysWithValues: levels.enumerated().map { place, level in
        (level, figure { $0.saliences[place].accuracy })
      })
    recordingCount = strata.reduce(0) { $0 + $1.recordings.count }
  }
}

/// How many clips there are, and how many of them were right.
private struct Tally {
  var clips = 0
  var right = 0

  /// Nil for no clips.
  var accuracy: Double? { clips > 0 ? Double(right) / Double(clips) : nil }

  static func += (total: inout Tally, part: Tally) {
    total.clips += part.clips
    total.right += part.right
  }
}

/// What was drawn of a fold.
private struct FoldDraw {
  var confusion: ConfusionMatrix
  var saliences: [Tally]
}

/// The recordings of a fold, each with what its clips add to the figures.
private struct Stratum {
  struct Recording {
    var cells: [(truth: Int, predicted: Int, count: Int)] = []
    var saliences: [Tally]
  }

  let fold: Int
  private(set) var recordings: [Recording] = []
  private let classCount: Int
  private let salienceCount: Int

  /// - Parameter saliences: Those of all folds, in the order of the tallies.
  init(
    fold: Int, _ outcomes: [RecordingBootstrap.Outcome], classCount: Int, saliences: [Int]
  ) {
    self.fold = fold
    self.classCount = classCount
    salienceCount = saliences.count
    var places: [String: Int] = [:]
    for outcome in outcomes {
      let place = places[outcome.recording, default: recordings.count]
      if place == recordings.count {
        places[outcome.recording] = place
        recordings.append(Recording(saliences: Array(repeating: Tally(), count: saliences.count)))
      }
      let cell = recordings[place].cells.firstIndex {
        $0.truth == outcome.truth && $0.predicted == outcome.predicted
      }
      if let cell {
        recordings[place].cells[cell].count += 1
      } else {
        recordings[place].cells.append((outcome.truth, outcome.predicted, 1))
      }
      if let level = outcome.salience.flatMap(saliences.firstIndex) {
        recordings[place].saliences[level] += Tally(
          clips: 1, right: outcome.predicted == outcome.truth ? 1 : 0)
      }
    }
  }

  var all: FoldDraw {
    counted(recordings.indices)
  }

  /// As many recordings as there are, each as likely as another.
  func draw(_ random: inout Philox) -> FoldDraw {
    counted(recordings.indices.map { _ in random.uniform(below: recordings.count) })
  }

  private func counted(_ drawn: some Sequence<Int>) -> FoldDraw {
    var draw = FoldDraw(
      confusion: ConfusionMatrix(classCount: classCount),
      saliences: Array(repeating: Tally(), count: salienceCount))
    for place in drawn {
      for cell in recordings[place].cells {
        draw.confusion.add(truth: cell.truth, predicted: cell.predicted, count: cell.count)
      }
      for level in 0..<salienceCount {
        draw.saliences[level] += recordings[place].saliences[level]
      }
    }
    return draw
  }
}

/// The figures of one draw.
private struct Draw {
  let folds: [ClassificationScores]
  let pooled: ClassificationScores
  private(set) var saliences: [Tally]

  init(_ draws: [FoldDraw]) {
    folds = draws.map { ClassificationScores($0.confusion)! }
    pooled = ClassificationScores(
      draws.dropFirst().reduce(draws[0].confusion) { $0 + $1.confusion })!
    saliences = draws[0].saliences
    for draw in draws.dropFirst() {
      for level in saliences.indices { saliences[level] += draw.saliences[level] }
    }
  }

  func mean(_ figure: (ClassificationScores) -> Double) -> Double {
    folds.map(figure).mean
  }
}
