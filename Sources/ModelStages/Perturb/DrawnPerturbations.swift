import Configuration
import DataStages
import Learning
import Manifest
import Numerics
import Perturbations
import Pipeline
import Synchronization

/// Training examples of which something is done to a share, drawn anew for each epoch and clip, from the sound.
package final class DrawnPerturbations: Sendable {
  private let examples: [Example]
  private let settings: TrainingPerturbations
  private let seed: UInt64
  private let sampleRate: Int
  private let clean: TrainingExamples.Reader
  private let sources: [Int64: ClipWindows.Source]
  /// Examples are read one after the other, but from whatever thread.
  private let worker: Mutex<PerturbedTensors.Worker>

  /// Nil where the configuration names none.
  ///
  /// - Parameters:
  ///   - examples: What is learned from.
  ///   - clean: Gives their tensors as render left them.
  package init?(
    of examples: [Example], otherwise clean: @escaping TrainingExamples.Reader,
    in context: StageContext
  ) throws {
    let configuration = context.configuration
    settings = configuration.trainingPerturbations
    guard !settings.names.isEmpty else { return nil }
    self.examples = examples
    seed = configuration.training.seed
    sampleRate = configuration.segment.sampleRate
    self.clean = clean
    sources = try ClipWindows.sources(of: Set(examples.map(\.clip)), in: context)
    worker = Mutex(try PerturbedTensors.Worker(in: context))
  }

  /// Fills `values` with the tensor of an example in an epoch.
  package func read(_ index: Int, epoch: Int, into values: inout MutableSpan<Float>) throws {
    let example = examples[index]
    let name = "\(example.name) \(example.segment)"
    guard let (perturbation, severity) = drawn(for: name, epoch: epoch) else {
      return try clean(index, &values)
    }
    guard let source = sources[example.clip] else { throw PerturbedSoundError(clip: example.name) }
    let change = perturbation.change(severity: severity, sampleRate: sampleRate)
    let tensors = try worker.withLock { worker in
      try worker.tensors(of: [example], source) { [seed] _, sound in
        var draws = perturbation.draws(seed: seed, clip: name, epoch: epoch)
        return change.applied(to: sound, &draws)
      }
    }
    for place in values.indices { values[place] = tensors[0][place] }
  }

  /// What is done to a window in an epoch, by its name alone; nil: nothing.
  package func drawn(for name: String, epoch: Int) -> (Perturbation, severity: Int)? {
    let number = Philox.Purpose(stringLiteral: name).word
    var draws = Philox(seed: seed, purpose: "perturbed", epoch: epoch, clip: Int(number))
    guard draws.uniform() < settings.share else { return nil }
    let perturbations = settings.perturbations
    return (
      perturbations[draws.uniform(below: perturbations.count)],
      Perturbation.severities.lowerBound + draws.uniform(below: Perturbation.severities.count)
    )
  }
}
