import Networks

extension GlobalAveragePooling: ONNXLayer {
  func add(to graph: inout Graph, _ x: Value) -> String {
    graph.reduced("Mean", x.name, axes: [2, 3])
  }
}
