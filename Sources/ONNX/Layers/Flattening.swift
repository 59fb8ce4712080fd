import Networks

extension Flattening: ONNXLayer {
  func add(to graph: inout Graph, _ x: Value) -> String {
    switch order {
    case .channelsFirst: graph.add("Flatten", x.name)
    case .channelsLast: graph.add("Flatten", graph.transposed(x.name, [0, 2, 3, 1]))
    }
  }
}
