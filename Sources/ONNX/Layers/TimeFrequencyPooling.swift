import Networks

extension TimeFrequencyPooling: ONNXLayer {
  func add(to graph: inout Graph, _ x: Value) -> String {
    let steps = graph.reduced("Mean", x.name, axes: [2])
    return graph.add(
      "Add", graph.reduced("Max", steps, axes: [2]), graph.reduced("Mean", steps, axes: [2]))
  }
}
