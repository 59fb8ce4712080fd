import Learning
import Scoring

/// How well a model's like tells sounds of recordings that it has not learned from: nested cross-validation, so
/// that the penalty is not chosen on them either.
package struct HeldOutFigures {
  /// What is known of a class.
  package struct ClassFigures {
    package let name: String
    package let sounds: Int
    package let recordings: Int
    /// Recall, or of several labels a sound average precision; nil where nothing can be said.
    package let value: Double?
    /// What its sounds are most often taken for instead, and how many; nil for several labels.
    package let takenFor: (name: String, count: Int)?
  }

  package let isMultiLabel: Bool
  /// Accuracy, or of several labels a sound mean average precision; nil where all are of one recording.
  package let value: Double?
  package let interval: ConfidenceInterval?
  /// Sounds that the figures are about, and their recordings.
  package let sounds: Int
  package let recordings: Int
  package let classes: [ClassFigures]

  /// Classes of one recording alone: it is never told apart without it.
  package var ofOneRecording: [String] {
    classes.filter { $0.recordings == 1 }.map(\.name)
  }

  init(_ segments: LearnedSegments, sounds: [ProbeExamples.Sound], classes names: [String]) throws {
    let labels = segments.labelsOfSounds
    let recordingsOfClasses = names.map { name in
      Set(sounds.filter { $0.labels.contains(name) }.map(\.recording)).count
    }
    let heldOut = try Probe.heldOutProbabilities(
      segments.embeddings, labels: segments.labels, groups: segments.recordings
    ).map(segments.meansOfSounds)
    // Of a class of one recording nothing was learned when that was asked about.
    let known = names.indices.filter { recordingsOfClasses[$0] > 1 }
    let tested = sounds.indices.filter { sound in
      heldOut != nil && (labels.isMultiLabel || known.contains(labels.rows[sound][0]))
    }
    let found = Found(
      tested.map { heldOut![$0] }, labels.only(tested), known: known,
      recordings: tested.map { sounds[$0].recording })
    isMultiLabel = labels.isMultiLabel
    (value, interval) = (found.value, found.interval)
    self.sounds = tested.count
    recordings = Set(tested.map { sounds[$0].recording }).count
    classes = names.indices.map { label in
      ClassFigures(
        name: names[label], sounds: labels.rows.count { $0.contains(label) },
        recordings: recordingsOfClasses[label], value: found.ofClasses[label],
        takenFor: found.takenFor[label].map { (names[$0.label], $0.count) })
    }
  }
}

/// The figures of sounds that were held out.
private struct Found {
  var value: Double?
  var interval: ConfidenceInterval?
  var ofClasses: [Double?]
  /// What each class's sounds are most often taken for instead.
  var takenFor: [(label: Int, count: Int)?]

  /// - Parameters:
  ///   - probabilities: By sound and class.
  ///   - known: Classes that something is said of.
  init(
    _ probabilities: [[Double]], _ labels: ProbeLabels, known: [Int], recordings: [String]
  ) {
    ofClasses = Array(repeating: nil, count: labels.classes)
    takenFor = Array(repeating: nil, count: labels.classes)
    if labels.isMultiLabel {
      average(probabilities, labels, known, recordings)
    } else {
      count(probabilities, labels, known, recordings)
    }
  }

  private mutating func average(
    _ probabilities: [[Double]], _ labels: ProbeLabels, _ known: [Int], _ recordings: [String]
  ) {
    let scores = MultiLabelScores(
      probabilities: probabilities.flatMap { row in known.map { row[$0] } },
      labels: labels.rows.map { row in known.indices.filter { row.contains(known[$0]) } },
      classCount: known.count, recordings: recordings)
    guard let scores else { return }
    (value, interval) = (scores.mean, scores.interval)
    for (place, label) in known.enumerated() { ofClasses[label] = scores.classes[place] }
  }

  private mutating func count(
    _ probabilities: [[Double]], _ labels: ProbeLabels, _ known: [Int], _ recordings: [String]
  ) {
    let outcomes = probabilities.indices.map { sound in
      let row = probabilities[sound]
      return RecordingBootstrap.Outcome(
        fold: 0, truth: labels.rows[sound][0],
        predicted: row.indices.max { row[$0] < row[$1] }!, recording: recordings[sound])
    }
    guard let bootstrap = RecordingBootstrap(outcomes, classCount: labels.classes) else { return }
    let accuracy = bootstrap.overall["accuracy"]
    (value, interval) = (accuracy?.value, accuracy?.interval)
    // Where all are right, or none, so is every draw, which is no certainty.
    if let value, value == 0 || value == 1 {
      interval = .wilson(
        value == 0 ? 0 : bootstrap.recordingCount, of: bootstrap.recordingCount)
    }
    let confusion = ConfusionMatrix(
      truth: outcomes.map(\.truth), predicted: outcomes.map(\.predicted),
      classCount: labels.classes)
    for label in known {
      ofClasses[label] =
        Double(confusion[label, label]) / Double(confusion.support(of: label))
      takenFor[label] = (0..<labels.classes).map { (label: $0, count: confusion[label, $0]) }
        .filter { $0.label != label && $0.count > 0 }.max { $0.count < $1.count }
    }
  }
}
