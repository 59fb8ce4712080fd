import Networks

extension AveragePooling: ONNXLayer {
  func add(to graph: inout Graph, _ x: Value) -> String {
    graph.add(
      "AveragePool", x.name, attributes: ["kernel_shape": size.extents, "strides": size.extents])
  }
}
