import Networks

extension GRU: ONNXLayer {
  /// ONNX has steps before clips, and the gates in the order update, reset, new.
  func add(to graph: inout Graph, _ x: Value) throws -> String {
    let ways = directions(inputs: x.shape.channels)
    func gates(_ tensor: TensorDescription) throws -> [Float] {
      let values = try graph.values(of: tensor)
      let size = values.count / 3
      return Array(values[size..<2 * size] + values[..<size] + values[(2 * size)...])
    }
    let inputs = try ways.flatMap { try gates($0.inputWeight) }
    let states = try ways.flatMap { try gates($0.stateWeight) }
    let biases = try ways.flatMap { try gates($0.inputBias) + gates($0.stateBias) }
    let steps = graph.add(
      "GRU", graph.transposed(x.name, [1, 0, 2]),
      graph.constant(
        name + ".weight_ih", shape: [2, 3 * features, x.shape.channels], inputs),
      graph.constant(name + ".weight_hh", shape: [2, 3 * features, features], states),
      graph.constant(name + ".bias", shape: [2, 6 * features], biases),
      attributes: [
        "direction": .text("bidirectional"), "hidden_size": .integer(features),
        "linear_before_reset": .integer(1),
      ])
    // [steps, directions, batch, features] to [batch, steps, directions * features]
    return graph.add(
      "Reshape", graph.transposed(steps, [2, 0, 1, 3]),
      graph.constant(name + ".shape", [0, 0, 2 * features]))
  }
}
