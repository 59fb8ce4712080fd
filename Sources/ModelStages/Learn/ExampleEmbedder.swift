import Digests
import Learning

/// Turns sounds into examples for a probe, by a trained network.
package final class ExampleEmbedder {
  private let embedder: SoundEmbedder
  /// What the model has learned from, and what was added.
  package private(set) var examples: ProbeExamples
  /// The sounds that were added, by digest, for one that comes twice.
  private var added: [String: ExampleSound] = [:]

  /// - Parameter model: Published weights, any checkpoint, or what ``LearnedModel`` gave, whose examples are kept.
  /// - Throws: `ModelError` or `LearnError`, a sentence each.
  package init(_ model: TrainedModel, isMultiLabel: Bool) throws {
    embedder = try SoundEmbedder(model)
    let known: ProbeExamples?
    do {
      known = try ProbeExamples(model.checkpoint)
    } catch {
      throw ModelError.unusable(path: model.path, reason: "\(error)")
    }
    if let known, known.features != embedder.features {
      throw ModelError.unusable(path: model.path, reason: "\(CheckpointError.examples)")
    }
    examples = known ?? ProbeExamples(features: embedder.features, isMultiLabel: isMultiLabel)
    guard examples.isMultiLabel == isMultiLabel else {
      throw LearnError.otherKind(model: model.path, isMultiLabel: examples.isMultiLabel)
    }
  }

  /// - Returns: false when it was interrupted.
  /// - Throws: `AudioFault` where the file gives no samples; `LearnError`.
  package func add(_ sound: ExampleSound) throws -> Bool {
    guard let segments = try embedder.embed(path: sound.path, sound.stretch) else { return false }
    let values = segments.flatMap(\.values)
    guard values.allSatisfy(\.isFinite) else { throw LearnError.notFinite(sound.path) }
    let digest = values.withUnsafeBytes { Digest(of: Array($0)).hex }
    if let other = added.updateValue(sound, forKey: digest), !examples.isMultiLabel,
      other.labels != sound.labels
    {
      throw LearnError.twoClasses(sound.path, other.labels + sound.labels)
    }
    examples.add(
      ProbeExamples.Sound(
        digest: digest, recording: sound.recording, labels: sound.labels, embeddings: values))
    return true
  }
}

extension TrainedModel {
  /// Whether it carries what it has learned from, so that more can be added.
  package var isExtensible: Bool { (try? ProbeExamples(checkpoint)) != nil }
}
