/// Batch norm of each band of a spectrogram, over clips and frames, as PANNs begin (Kong and others
/// 2020). Tensors as those of ``BatchNorm``, [bands].
package struct BandNorm: Layer {
  package static let kind = "band-norm"
  /// The same with bands as channels.
  package private(set) var norm = BatchNorm()

  package var name: String { norm.name }

  package init() {}

  package init(_ name: String) { norm = BatchNorm(name) }

  package mutating func visit(_ fields: inout LayerFields) throws(LayerFault) {
    try norm.visit(&fields)
  }

  package func output(of input: FeatureShape) throws(LayerFault) -> FeatureShape {
    let channels = try input.requireMap().channels
    guard channels == 1 else {
      throw LayerFault(
        found: "gets \(input)", expected: "a single map", advice: "put it first")
    }
    return input
  }

  package func tensors(input: FeatureShape) -> [TensorDescription] {
    guard case .map(_, let bands, _) = input else { return [] }
    return norm.tensors(input: .vector(bands))
  }
}
