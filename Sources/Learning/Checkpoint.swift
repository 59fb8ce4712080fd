import Engine
import Networks
import TensorFiles

/// Why a file is no checkpoint that can be used; the description is a sentence for a person.
public enum CheckpointError: Error, Equatable, CustomStringConvertible {
  case unknownNetwork
  case shape(tensor: String, found: [Int], expected: String)
  case unexpected(tensor: String, network: String)
  case value(tensor: String, found: String, expected: String)

  public var description: String {
    switch self {
    case .unknownNetwork:
      "cannot tell which network the checkpoint is of: it has neither 'features.0.weight' (cnn4) "
        + "nor 'conv1.weight' (resnet18); was it made by another program?"
    case .shape(let tensor, let found, let expected):
      "cannot use tensor '\(tensor)' of the checkpoint: its shape is \(found), expected "
        + "\(expected); was it made for another network?"
    case .unexpected(let tensor, let network):
      "cannot use the checkpoint: it has a tensor '\(tensor)', which \(network) lacks; "
        + "was it made for another network?"
    case .value(let tensor, let found, let expected):
      "cannot use tensor '\(tensor)' of the checkpoint: it holds \(found), expected \(expected); "
        + "the training went wrong or the file is damaged"
    }
  }
}

/// A `state_dict` that has been found to be of a known network, whole, and of sound numbers.
struct Checkpoint {
  let network: NetworkDescription
  let classes: Int
  let standardisation: Standardisation
  private let file: SafetensorsFile

  init(_ file: SafetensorsFile) throws {
    self.file = file
    network = try Self.network(of: file)
    let bias = try file.tensor(named: "fc.bias")
    guard bias.shape.count == 1, bias.shape[0] > 0 else {
      throw CheckpointError.shape(tensor: "fc.bias", found: bias.shape, expected: "[classes]")
    }
    classes = bias.shape[0]
    let mean = try file.floats(named: "input.mean", shape: [])[0]
    let deviation = try file.floats(named: "input.standard_deviation", shape: [])[0]
    standardisation = Standardisation(mean: mean, deviation: deviation)
    try checkShapes()
    try checkValues()
  }

  /// The values of a tensor of that shape.
  func values(_ name: String, _ shape: [Int]) throws -> [Float] {
    try file.floats(named: name, shape: shape)
  }

  /// By the first convolution, whose outputs are the width.
  private static func network(of file: SafetensorsFile) throws -> NetworkDescription {
    for (tensor, name, kernel) in [
      ("features.0.weight", NetworkDescription.Name.cnn4, 3), ("conv1.weight", .resnet18, 7),
    ] {
      guard let shape = file[tensor]?.shape else { continue }
      guard shape.count == 4, shape[0] > 0, shape[1...] == [1, kernel, kernel] else {
        throw CheckpointError.shape(
          tensor: tensor, found: shape, expected: "[width, 1, \(kernel), \(kernel)]")
      }
      return NetworkDescription(name, width: shape[0])
    }
    throw CheckpointError.unknownNetwork
  }

  private func checkValues() throws {
    for name in file.names {
      guard let tensor = file[name] else { continue }
      if let wrong = tensor.firstNotFinite {
        throw CheckpointError.value(tensor: name, found: "\(wrong)", expected: "finite numbers")
      }
      let isVariance = name.hasSuffix(".running_var") || name == "input.standard_deviation"
      if isVariance, let wrong = tensor.floats?.first(where: { $0 < 0 }) {
        throw CheckpointError.value(tensor: name, found: "\(wrong)", expected: "no negative ones")
      }
    }
    guard standardisation.deviation > 0 else {
      throw CheckpointError.value(
        tensor: "input.standard_deviation", found: "0", expected: "a positive number")
    }
  }

  /// Every tensor that the network has must be there, of its shape, and no other.
  private func checkShapes() throws {
    var known: Set<String> = ["input.mean", "input.standard_deviation"]
    func check(_ name: String, _ shape: [Int]) throws {
      _ = try file.tensor(named: name, shape: shape)
      known.insert(name)
    }
    func check(_ layers: [LayerDescription], inputs: Int) throws -> Int {
      var channels = inputs
      for layer in layers {
        switch layer {
        case .convolution(let name, let outputs, let kernel, _, _):
          try check(name + ".weight", [outputs, channels, kernel, kernel])
          channels = outputs
        case .batchNorm(let name):
          for part in ["weight", "bias", "running_mean", "running_var"] {
            try check("\(name).\(part)", [channels])
          }
          try check(name + ".num_batches_tracked", [])
        case .linear(let name, let outputs):
          try check(name + ".weight", [outputs, channels])
          try check(name + ".bias", [outputs])
        case .residual(let body, let shortcut):
          _ = try check(shortcut, inputs: channels)
          channels = try check(body, inputs: channels)
        case .relu, .averagePooling, .maxPooling, .timeFrequencyPooling, .globalAveragePooling,
          .dropout:
          break
        }
      }
      return channels
    }
    _ = try check(network.layers(classes: classes), inputs: 1)
    if let stranger = file.names.first(where: { !known.contains($0) }) {
      throw CheckpointError.unexpected(tensor: stranger, network: network.name.rawValue)
    }
  }
}
