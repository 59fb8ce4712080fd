import Networks

extension LearnedPositions: ONNXLayer {
  func add(to graph: inout Graph, _ x: Value) throws -> String {
    try graph.add("Add", [x.name] + graph.weights(tensors(input: x.shape)))
  }
}
