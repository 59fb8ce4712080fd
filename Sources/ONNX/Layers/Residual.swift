import Networks

extension Residual: ONNXLayer {
  func add(to graph: inout Graph, _ x: Value) throws -> String {
    let sum = try graph.add(body, x)
    return graph.add("Add", sum.name, try graph.add(shortcut, x).name)
  }
}
