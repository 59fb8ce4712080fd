import Networks

extension Steps: ONNXLayer {
  func add(to graph: inout Graph, _ x: Value) -> String {
    let pixels =
      switch kind {
      case .frames: graph.reduced("Mean", x.name, axes: [2])
      // [batch, channels, height * width]
      case .cells: graph.add("Reshape", x.name, graph.constant("steps.shape", [0, 0, -1]))
      }
    return graph.transposed(pixels, [0, 2, 1])
  }
}
