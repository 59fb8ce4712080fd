import Networks

extension Linear: ONNXLayer {
  func add(to graph: inout Graph, _ x: Value) throws -> String {
    let weights = try graph.weights(tensors(input: x.shape))
    return graph.add("Gemm", [x.name] + weights, attributes: ["transB": .integer(1)])
  }
}
