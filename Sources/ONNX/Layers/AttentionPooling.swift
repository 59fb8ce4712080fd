import Networks

extension AttentionPooling: ONNXLayer {
  func add(to graph: inout Graph, _ x: Value) throws -> String {
    let weights = try graph.weights(tensors(input: x.shape))
    let scores = graph.add("MatMul", x.name, graph.transposed(weights[0], [1, 0]))
    let shares = graph.add("Softmax", scores, attributes: ["axis": .integer(1)])
    return graph.add(
      "ReduceSum", graph.add("Mul", x.name, shares), graph.constant(name + ".axes", [1]),
      attributes: ["keepdims": .integer(0)])
  }
}
