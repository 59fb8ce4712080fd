import Configuration
import Learning
import Networks
import Scoring
import TensorFiles

/// A model of somebody's own classes: a probe on what a trained network makes of sounds, with these in its file,
/// so that more can be added.
package struct LearnedModel {
  /// What `classify` takes.
  package let file: SafetensorsFile
  /// How well it tells recordings that it has not learned from.
  package let figures: HeldOutFigures

  /// - Parameters:
  ///   - examples: Embeddings of `network`.
  ///   - network: What they were seen through.
  /// - Throws: `LearnError`, `TrainingError`, or what is wrong with the network.
  package init(_ examples: ProbeExamples, through network: TrainedModel) throws {
    let sounds = examples.sounds
    let classes = examples.classes
    guard let first = classes.first else { throw LearnError.nothingHeard }
    guard classes.count > 1 || examples.isMultiLabel else { throw LearnError.oneClass(first) }
    let segments = LearnedSegments(examples)
    let probe = try Probe(
      segments.embeddings, labels: segments.labels, groups: segments.recordings,
      inversePenalty: nil)
    let shape = network.frontEnd.tensorShape
    let known = try Checkpoint(network.checkpoint, bands: shape.bands, frames: shape.frames)
    var file = try probe.checkpoint(
      of: known.network, weights: network.checkpoint, bands: shape.bands, frames: shape.frames,
      name: network.network.hasSuffix(Self.mark) ? network.network : network.network + Self.mark)
    file.metadata.merge(network.weightsMetadata) { own, _ in own }
    file.metadata.merge(Self.metadata(of: network, classes)) { own, _ in own }
    examples.insert(into: &file)
    if !probe.heldOutProbabilities.isEmpty {
      let heldOut = segments.meansOfSounds(probe.heldOutProbabilities)
      file.calibrate(
        by: heldOut, labels: segments.labelsOfSounds, recordings: sounds.map(\.recording))
    }
    let means = segments.meansOfEmbeddings
    try KnownSounds(recordings: sounds.map(\.recording), seed: 0) { $0.flatMap { means[$0] } }?
      .insert(into: &file)
    self.file = file
    figures = try HeldOutFigures(segments, sounds: sounds, classes: classes)
  }

  private static let mark = " probe"

  /// As `soundmark train` writes it.
  private static func metadata(of network: TrainedModel, _ classes: [String]) -> [String: String] {
    let shape = network.frontEnd.tensorShape
    return [
      "classes": classes.joined(separator: "\n"),
      "segment": network.frontEnd.canonicalText(of: .segment),
      "spectrogram": network.frontEnd.canonicalText(of: .spectrogram),
      "front_end": FrontEndCard(network.frontEnd).hash,
      "libraries": FrontEndCard.libraries,
      "bands": "\(shape.bands)",
      "frames": "\(shape.frames)",
    ]
  }
}

extension SafetensorsFile {
  /// Takes temperature and scores of sets, where probabilities add up to 1, and thresholds from sounds that were
  /// held out.
  fileprivate mutating func calibrate(
    by rows: [[Double]], labels: ProbeLabels, recordings: [String]
  ) {
    var rows = rows
    if !labels.isMultiLabel {
      let truth = labels.rows.map { $0[0] }
      setConformalScores(of: rows, labels: truth, recordings: recordings, seed: 0)
      let temperature = setTemperature(
        probabilities: rows, labels: truth, from: "cross-validation, recording by recording")
      if let temperature { rows = rows.map { temperature.applied(to: $0) } }
    }
    setThresholds(of: rows, labels: labels.rows)
  }
}
