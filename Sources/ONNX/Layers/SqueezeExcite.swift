import Networks

extension SqueezeExcite: ONNXLayer {
  func add(to graph: inout Graph, _ x: Value) throws -> String {
    let (squeeze, excite) = linears(channels: x.shape.channels)
    let gate = try graph.add(
      [GlobalAveragePooling(), squeeze, Activation(.relu), excite, Activation(.sigmoid)], x)
    let axes = graph.constant(name + ".axes", [2, 3])
    return graph.add("Mul", x.name, graph.add("Unsqueeze", gate.name, axes))
  }
}
