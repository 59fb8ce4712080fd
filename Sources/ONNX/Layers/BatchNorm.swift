import Networks

extension BatchNorm: ONNXLayer {
  func add(to graph: inout Graph, _ x: Value) throws -> String {
    let tensors = try graph.weights(tensors(input: x.shape))
    return graph.add(
      "BatchNormalization", [x.name] + tensors, attributes: ["epsilon": .number(epsilon)])
  }
}
