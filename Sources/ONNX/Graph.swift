import Networks
import TensorFiles

/// What flows from node to node: its name, and its shape of one clip, which is [batch, channels, height,
/// width], [batch, steps, features] or [batch, features] in the graph.
struct Value {
  let name: String
  let shape: FeatureShape
}

/// A graph in the making: its nodes in the order in which they run, and the tensors that they take.
struct Graph {
  private let weights: any NamedTensors
  private var nodes: [ProtobufMessage] = []
  private var initializers: [ProtobufMessage] = []

  init(weights: any NamedTensors) { self.weights = weights }

  /// A node's setting.
  enum Attribute {
    case integer(Int)
    case integers([Int])
    case number(Double)
    case text(String)
  }

  /// Adds layers one after the other.
  mutating func add(_ layers: [any Layer], _ x: Value) throws -> Value {
    try layers.reduce(x) { x, layer in
      guard let layer = layer as? any ONNXLayer else { throw ONNXError.layer(layer.title) }
      return Value(name: try layer.add(to: &self, x), shape: try layer.output(of: x.shape))
    }
  }

  /// Adds a node of one output, whose name is returned.
  mutating func add(
    _ operation: String, _ inputs: String..., attributes: KeyValuePairs<String, Attribute> = [:]
  ) -> String {
    add(operation, inputs, attributes: attributes)
  }

  /// - Parameter output: What to call the node and its output; nil: by the operation.
  mutating func add(
    _ operation: String, _ inputs: [String], as output: String? = nil,
    attributes: KeyValuePairs<String, Attribute> = [:]
  ) -> String {
    let output = output ?? "\(operation)_\(nodes.count)"
    var node = ProtobufMessage()
    for input in inputs { node.add(1, input) }  // input
    node.add(2, output)  // output
    node.add(3, output)  // name
    node.add(4, operation)  // op_type
    for (name, value) in attributes { node.add(5, value.message(name)) }  // attribute
    nodes.append(node)
    return output
  }

  mutating func transposed(_ x: String, _ axes: [Int]) -> String {
    add("Transpose", x, attributes: ["perm": .integers(axes)])
  }

  /// The mean or maximum over axes, which are gone in it.
  /// - Parameter kind: `Mean` or `Max`.
  mutating func reduced(_ kind: String, _ x: String, axes: [Int]) -> String {
    add("Reduce" + kind, x, attributes: ["axes": .integers(axes), "keepdims": .integer(0)])
  }

  /// Takes tensors over under their names, which are returned.
  /// - Throws: `TensorFileError` where one is missing or of another shape.
  mutating func weights(_ tensors: [TensorDescription]) throws -> [String] {
    try tensors.filter { $0.role != .counter }.map { tensor in
      let values = try weights.floats(named: tensor.name, shape: tensor.shape)
      return constant(tensor.name, shape: tensor.shape, values)
    }
  }

  /// A tensor's own values, for a form that takes them in another order.
  func values(of tensor: TensorDescription) throws -> [Float] {
    try weights.floats(named: tensor.name, shape: tensor.shape)
  }

  mutating func constant(_ name: String, _ value: Float) -> String {
    constant(name, shape: [], [value])
  }

  mutating func constant(_ name: String, shape: [Int], _ values: [Float]) -> String {
    add(name, shape: shape, type: 1, SafetensorsFile.Tensor(shape: shape, floats: values).bytes)
  }

  /// A list of whole numbers, such as axes.
  mutating func constant(_ name: String, _ values: [Int]) -> String {
    let values = values.map { Int64($0) }
    let tensor = SafetensorsFile.Tensor(shape: [values.count], integers: values)
    return add(name, shape: tensor.shape, type: 7, tensor.bytes)
  }

  private mutating func add(
    _ name: String, shape: [Int], type: Int, _ bytes: ArraySlice<UInt8>
  ) -> String {
    var tensor = ProtobufMessage()
    for extent in shape { tensor.add(1, extent) }  // dims
    tensor.add(2, type)  // data_type
    tensor.add(8, name)  // name
    tensor.add(9, bytes)  // raw_data
    initializers.append(tensor)
    return name
  }

  /// - Parameter inputs: Names and shapes; nil for an extent that is left open, of which the first is the
  ///   batch's and another the frames'.
  func message(
    name: String, inputs: [(String, [Int?])], outputs: [(String, [Int?])]
  ) -> ProtobufMessage {
    var graph = ProtobufMessage()
    for node in nodes { graph.add(1, node) }  // node
    graph.add(2, name)  // name
    for tensor in initializers { graph.add(5, tensor) }  // initializer
    for input in inputs { graph.add(11, Self.value(input)) }  // input
    for output in outputs { graph.add(12, Self.value(output)) }  // output
    return graph
  }

  private static func value(_ value: (name: String, shape: [Int?])) -> ProtobufMessage {
    var shape = ProtobufMessage()
    for (axis, extent) in value.shape.enumerated() {
      var dimension = ProtobufMessage()
      if let extent {
        dimension.add(1, extent)  // dim_value
      } else {
        dimension.add(2, axis == 0 ? "batch" : "frames")  // dim_param
      }
      shape.add(1, dimension)  // dim
    }
    var (tensor, type, info) = (ProtobufMessage(), ProtobufMessage(), ProtobufMessage())
    tensor.add(1, 1)  // elem_type: FLOAT
    tensor.add(2, shape)  // shape
    type.add(1, tensor)  // tensor_type
    info.add(1, value.name)  // name
    info.add(2, type)  // type
    return info
  }
}

extension Graph.Attribute {
  fileprivate func message(_ name: String) -> ProtobufMessage {
    var attribute = ProtobufMessage()
    attribute.add(1, name)  // name
    let type: Int
    switch self {
    case .number(let value):
      attribute.add(2, Float(value))  // f
      type = 1
    case .integer(let value):
      attribute.add(3, value)  // i
      type = 2
    case .text(let value):
      attribute.add(4, value)  // s
      type = 3
    case .integers(let values):
      for value in values { attribute.add(8, value) }  // ints
      type = 7
    }
    attribute.add(20, type)  // type
    return attribute
  }
}
