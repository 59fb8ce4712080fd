import Networks

/// A layer that has a form in ONNX; in the file of its name in `Layers`.
protocol ONNXLayer: Layer {
  /// Adds the nodes that make of `x` what the trained layer makes of it, whatever the batch, and whatever the
  /// width where the layer's tensors don't hang on it.
  /// - Returns: The name of what the last of them gives.
  /// - Throws: `TensorFileError` where a tensor is missing or of another shape.
  func add(to graph: inout Graph, _ x: Value) throws -> String
}

extension Window {
  /// As attributes have it.
  var extents: Graph.Attribute { .integers([height, width]) }

  /// Before and behind both axes.
  var pads: Graph.Attribute { .integers([height, width, height, width]) }
}
