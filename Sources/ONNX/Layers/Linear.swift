import Networks

extension Linear: ONNXLayer {
  func add(to graph: inout Graph, _ x: Value) throws -> String {
    let weights = try graph.weights(tensors(input: x.shape))
    guard case .sequence = x.shape else {
      return graph.add("Gemm", [x.name] + weights, attributes: ["transB": .integer(1)])
    }
    let products = graph.add("MatMul", x.name, graph.transposed(weights[0], [1, 0]))
    return graph.add("Add", products, weights[1])
  }
}
