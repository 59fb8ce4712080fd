/// A layer of a network, as data: what stands in JSON, the tensors that it has, and the shapes that
/// it takes and gives. How it runs is in the file of the same name in `Engine`.
package protocol Layer: Hashable, Sendable, SendableMetatype {
  /// What JSON calls it.
  static var kind: String { get }
  /// PyTorch's, in a `state_dict`; empty where the layer has no tensors.
  var name: String { get }
  /// The layers within it, or itself.
  var parts: [any Layer] { get }
  /// With the values that JSON may leave out.
  init()
  /// Reads or writes what JSON says of it.
  mutating func visit(_ fields: inout LayerFields) throws(LayerFault)
  /// The shape of what it makes of an input.
  /// - Throws: why it cannot take such an input.
  func output(of input: FeatureShape) throws(LayerFault) -> FeatureShape
  /// What it has in a `state_dict`, for an input that it can take; in the order of initialisation.
  func tensors(input: FeatureShape) -> [TensorDescription]
  /// Multiplications with their additions that a clip's forward pass has in products with weights and of
  /// steps with each other, for an input that it can take.
  func multiplyAdds(input: FeatureShape) -> Int
  /// The layer with the number of classes where that was left open.
  func resolved(classes: Int) -> any Layer
}

extension Layer {
  package var name: String { "" }
  package var parts: [any Layer] { [self] }
  package func tensors(input: FeatureShape) -> [TensorDescription] { [] }
  package func multiplyAdds(input: FeatureShape) -> Int { 0 }
  package func resolved(classes: Int) -> any Layer { self }

  /// As messages name it: `convolution 'features.0'`.
  package var title: String { name.isEmpty ? Self.kind : "\(Self.kind) '\(name)'" }
}

extension [any Layer] {
  /// What tells lists of layers apart.
  var hashable: [AnyHashable] { map { AnyHashable($0) } }
}
