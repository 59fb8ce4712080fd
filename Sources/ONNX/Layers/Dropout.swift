import Networks

extension Dropout: ONNXLayer {
  /// A trained network drops nothing.
  func add(to graph: inout Graph, _ x: Value) -> String { x.name }
}
