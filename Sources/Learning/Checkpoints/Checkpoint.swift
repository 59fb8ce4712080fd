import Engine
import Networks
import TensorFiles

/// A `state_dict` that has been found to be of a known network, whole, and of sound numbers.
package struct Checkpoint {
  package let network: NetworkDescription
  package let classes: Int
  package let standardisation: Standardisation
  private let file: SafetensorsFile

  /// - Parameters:
  ///   - bands: of the spectrograms
  ///   - frames: of the spectrograms
  package init(_ file: SafetensorsFile, bands: Int, frames: Int) throws {
    self.file = file
    network = try Self.network(of: file)
    classes = try Self.classes(of: file, network)
    let mean = try file.floats(named: "input.mean", shape: [])[0]
    let deviation = try file.floats(named: "input.standard_deviation", shape: [])[0]
    standardisation = Standardisation(mean: mean, deviation: deviation)
    try checkShapes(bands: bands, frames: frames)
    try checkValues()
  }

  /// The values of a tensor of that shape.
  package func values(_ name: String, _ shape: [Int]) throws -> [Float] {
    try file.floats(named: name, shape: shape)
  }

  /// What a checkpoint says of its network in its metadata.
  static func metadata(of network: NetworkDescription) -> [String: String] {
    ["network": network.name, "layers": network.layersText]
  }

  private static func network(of file: SafetensorsFile) throws -> NetworkDescription {
    guard let layers = file.metadata["layers"] else { return try guessedNetwork(of: file) }
    do {
      return try NetworkDescription(
        name: file.metadata["network"] ?? "the network", layersText: layers)
    } catch {
      throw CheckpointError.layers(reason: "\(error)")
    }
  }

  /// The network of a file from before layers were kept with it, by its first convolution, whose
  /// outputs are the width.
  private static func guessedNetwork(of file: SafetensorsFile) throws -> NetworkDescription {
    for (tensor, kernel, names) in [
      ("features.0.weight", 3, [NetworkDescription.Name.cnn4, .cnn4Wide]),
      ("conv1.weight", 7, [.resnet18]),
    ] {
      guard let shape = file[tensor]?.shape else { continue }
      guard shape.count == 4, shape[0] > 0, shape[1...] == [1, kernel, kernel] else {
        throw CheckpointError.shape(
          tensor: tensor, found: shape, expected: "[width, 1, \(kernel), \(kernel)]")
      }
      let name = names.first { $0.rawValue == file.metadata["network"] } ?? names[0]
      return NetworkDescription(name, width: Double(shape[0]))
    }
    throw CheckpointError.unknownNetwork
  }

  /// As many as the last layer has outputs.
  private static func classes(
    of file: SafetensorsFile, _ network: NetworkDescription
  ) throws -> Int {
    guard let name = network.lastName else { throw CheckpointError.unknownNetwork }
    let bias = try file.tensor(named: name + ".bias")
    guard bias.shape.count == 1, bias.shape[0] > 0 else {
      throw CheckpointError.shape(tensor: name + ".bias", found: bias.shape, expected: "[classes]")
    }
    return bias.shape[0]
  }

  /// Every tensor that the network has must be there, of its shape, and no other.
  private func checkShapes(bands: Int, frames: Int) throws {
    var known = Set(["input.mean", "input.standard_deviation", ProbeExamples.tensor])
    known.formUnion(KnownSounds.tensors)
    try network.check(bands: bands, frames: frames, classes: classes)
    for tensor in try network.tensors(bands: bands, frames: frames, classes: classes) {
      _ = try file.tensor(named: tensor.name, shape: tensor.shape)
      known.insert(tensor.name)
    }
    if let stranger = file.names.first(where: { !known.contains($0) }) {
      throw CheckpointError.unexpected(tensor: stranger, network: network.name)
    }
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
}
