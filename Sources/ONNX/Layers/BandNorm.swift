import Networks

extension BandNorm: ONNXLayer {
  /// Bands become channels and maps again.
  func add(to graph: inout Graph, _ x: Value) throws -> String {
    let bands = graph.transposed(x.name, [0, 2, 1, 3])
    let tensors = try graph.weights(tensors(input: x.shape))
    let normalised = graph.add(
      "BatchNormalization", [bands] + tensors, attributes: ["epsilon": .number(norm.epsilon)])
    return graph.transposed(normalised, [0, 2, 1, 3])
  }
}
