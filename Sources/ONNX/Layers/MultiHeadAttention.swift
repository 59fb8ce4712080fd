import Networks

extension MultiHeadAttention: ONNXLayer {
  func add(to graph: inout Graph, _ x: Value) throws -> String {
    let weights = try graph.weights(tensors(input: x.shape))
    let size = x.shape.channels / heads
    let projected = linear(&graph, x.name, weights[0], weights[1])
    let apart = graph.constant(name + ".apart", [0, 0, 3, heads, size])
    // Queries, keys, values: [3, batch, heads, steps, size]
    let all = graph.transposed(graph.add("Reshape", projected, apart), [2, 0, 3, 1, 4])
    let parts = (0..<3).map { part in
      let index = graph.constant("\(name).part\(part)", [part])
      return graph.add("Gather", all, index, attributes: ["axis": .integer(0)])
    }
    let products = graph.add("MatMul", parts[0], graph.transposed(parts[1], [0, 1, 2, 4, 3]))
    let scale = graph.constant(name + ".scale", 1 / Float(size).squareRoot())
    let shares = graph.add(
      "Softmax", graph.add("Mul", products, scale), attributes: ["axis": .integer(4)])
    // [1, batch, heads, steps, size] to [batch, steps, heads * size]
    let sums = graph.transposed(graph.add("MatMul", shares, parts[2]), [1, 3, 0, 2, 4])
    let together = graph.constant(name + ".together", [0, 0, x.shape.channels])
    return linear(&graph, graph.add("Reshape", sums, together), weights[2], weights[3])
  }

  private func linear(
    _ graph: inout Graph, _ x: String, _ weight: String, _ bias: String
  ) -> String {
    graph.add("Add", graph.add("MatMul", x, graph.transposed(weight, [1, 0])), bias)
  }
}
