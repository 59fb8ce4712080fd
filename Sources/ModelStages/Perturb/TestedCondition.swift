import Configuration
import Digests
import Manifest
import Perturbations
import Pipeline

/// A perturbation at a severity, as a configuration asks for it.
struct TestedCondition: Sendable {
  let perturbation: Perturbation
  let severity: Int
  /// Of the recordings that it takes; nil: none.
  let recordings: Digest?

  var condition: Condition { Condition(perturbation.rawValue, severity: severity) }

  /// All that are asked for.
  ///
  /// - Throws: `RecordingsError`.
  static func all(in configuration: PipelineConfiguration) throws -> [TestedCondition] {
    let robustness = configuration.robustness
    return try robustness.perturbations.flatMap { perturbation in
      let recordings = try robustness.recordings(of: perturbation).map(GivenRecordings.digest)
      return robustness.severities.sorted().map {
        TestedCondition(perturbation: perturbation, severity: $0, recordings: recordings)
      }
    }
  }
}

extension RobustnessSettings {
  /// The folder that a perturbation takes its recordings from, and the key that names it; nil where it takes
  /// none.
  func recordings(of perturbation: Perturbation) -> (key: String, path: String)? {
    folder(of: perturbation).flatMap { folder in folder.path.map { (folder.key, $0) } }
  }
}
