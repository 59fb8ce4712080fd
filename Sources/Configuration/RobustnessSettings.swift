import Perturbations

/// How trained networks are tested in other conditions than those of the data set.
package struct RobustnessSettings: Hashable, Sendable {
  /// The names of perturbations; none: nothing is tested.
  package var conditions: [String] = []
  package var severities = Array(Perturbation.severities)
  /// The folder of recordings that are taken as noise.
  package var backgrounds: String?
  /// The folder of recordings of an impulse in a room.
  package var impulseResponses: String?
  /// The experiment that others are held against; nil: none.
  package var reference: String?

  /// In the order of ``Perturbation``, each once.
  package var perturbations: [Perturbation] {
    Perturbation.allCases.filter { conditions.contains($0.rawValue) }
  }

  /// The folder that a perturbation takes its recordings from, and the key that names it; nil for one that
  /// takes none.
  package func folder(of perturbation: Perturbation) -> (key: String, path: String?)? {
    switch perturbation {
    case .background: ("robustness.backgrounds", backgrounds)
    case .impulseResponse: ("robustness.impulseResponses", impulseResponses)
    default: nil
    }
  }
}
