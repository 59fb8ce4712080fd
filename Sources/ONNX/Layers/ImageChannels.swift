import Networks

extension ImageChannels: ONNXLayer {
  func add(to graph: inout Graph, _ x: Value) -> String {
    let shape = [Self.means.count, 1, 1]
    let means = graph.constant("image.mean", shape: shape, Self.means)
    let deviations = graph.constant("image.standard_deviation", shape: shape, Self.deviations)
    return graph.add("Div", graph.add("Sub", x.name, means), deviations)
  }
}
