import Networks

extension MaxPooling: ONNXLayer {
  func add(to graph: inout Graph, _ x: Value) -> String {
    graph.add(
      "MaxPool", x.name,
      attributes: [
        "kernel_shape": size.extents, "strides": stride.extents, "pads": padding.pads,
      ])
  }
}
