import Networks

extension Transposition: ONNXLayer {
  func add(to graph: inout Graph, _ x: Value) -> String {
    graph.transposed(x.name, [0, 1, 3, 2])
  }
}
