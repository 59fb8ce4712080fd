import Networks

extension Activation: ONNXLayer {
  func add(to graph: inout Graph, _ x: Value) -> String {
    switch function {
    case .relu: graph.add("Relu", x.name)
    case .hardSwish: graph.add("HardSwish", x.name)
    case .sigmoid: graph.add("Sigmoid", x.name)
    case .gelu: gelu(&graph, x.name)
    }
  }

  /// x · (1 + erf(x / √2)) / 2
  private func gelu(_ graph: inout Graph, _ x: String) -> String {
    let scaled = graph.add("Mul", x, graph.constant(x + ".root", Float(0.5).squareRoot()))
    let raised = graph.add("Add", graph.add("Erf", scaled), graph.constant(x + ".one", 1))
    let half = graph.add("Mul", x, graph.constant(x + ".half", 0.5))
    return graph.add("Mul", half, raised)
  }
}
