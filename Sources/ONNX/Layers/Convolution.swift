import Networks

extension Convolution: ONNXLayer {
  func add(to graph: inout Graph, _ x: Value) throws -> String {
    let weights = try graph.weights(tensors(input: x.shape))
    return graph.add(
      "Conv", [x.name] + weights,
      attributes: [
        "kernel_shape": Window(kernel).extents, "strides": Window(stride).extents,
        "pads": Window(padding).pads, "dilations": Window(dilation).extents,
        "group": .integer(groups),
      ])
  }
}
