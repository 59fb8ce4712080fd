import Perturbations

/// What is done to the sounds that a network learns from.
package struct TrainingPerturbations: Hashable, Sendable {
  package var names: [String] = []
  /// Of the clips of an epoch.
  package var share = 0.5

  /// Those that need nobody's recordings: these are for tests alone, so that they are new to the network.
  static let known = Perturbation.allCases.filter { !$0.needsRecordings }

  /// In the order of ``Perturbation``, each once.
  package var perturbations: [Perturbation] {
    Perturbation.allCases.filter { names.contains($0.rawValue) }
  }
}
