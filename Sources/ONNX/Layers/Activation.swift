import Networks

extension Activation: ONNXLayer {
  func add(to graph: inout Graph, _ x: Value) -> String {
    switch function {
    case .relu: graph.add("Relu", x.name)
    case .hardSwish: graph.add("HardSwish", x.name)
    case .sigmoid: graph.add("Sigmoid", x.name)
    }
  }
}
