import Networks

extension LayerNorm: ONNXLayer {
  func add(to graph: inout Graph, _ x: Value) throws -> String {
    let weights = try graph.weights(tensors(input: x.shape))
    return graph.add(
      "LayerNormalization", [x.name] + weights,
      attributes: ["axis": .integer(2), "epsilon": .number(epsilon)])
  }
}
