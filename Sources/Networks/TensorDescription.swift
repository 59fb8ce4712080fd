/// A tensor of a layer under its name in a `state_dict`.
package struct TensorDescription: Hashable, Sendable {
  package enum Role: Hashable, Sendable {
    /// What training changes along its gradient.
    case parameter(Initial)
    /// What training moves without one, and its first value.
    case buffer(Float)
    /// A whole number.
    case counter
  }

  /// The values that a parameter has before training.
  package enum Initial: Hashable, Sendable {
    case constant(Float)
    case normal(deviation: Double)
    /// From −bound to bound.
    case uniform(bound: Double)
  }

  package let name: String
  /// PyTorch's.
  package let shape: [Int]
  package let role: Role

  package init(_ name: String, _ shape: [Int], _ role: Role) {
    self.name = name
    self.shape = shape
    self.role = role
  }

  /// Values.
  package var count: Int { shape.reduce(1, *) }

  package var isParameter: Bool {
    if case .parameter = role { true } else { false }
  }
}
