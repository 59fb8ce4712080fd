import Networks

extension GlobalAveragePooling: ONNXLayer {
  func add(to graph: inout Graph, _ x: Value) -> String {
    if case .sequence = x.shape { return graph.reduced("Mean", x.name, axes: [1]) }
    return graph.reduced("Mean", x.name, axes: [2, 3])
  }
}
