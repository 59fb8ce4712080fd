/// Why a file is no checkpoint that can be used; the description is a sentence for a person.
public enum CheckpointError: Error, Equatable, CustomStringConvertible {
  case unknownNetwork
  /// What its metadata says of its layers.
  case layers(reason: String)
  case shape(tensor: String, found: [Int], expected: String)
  case unexpected(tensor: String, network: String)
  case value(tensor: String, found: String, expected: String)
  /// What a probe has learned from is not there whole.
  case examples
  /// The sounds that others are compared with are not the network's.
  case knownSounds

  public var description: String {
    switch self {
    case .unknownNetwork:
      "cannot tell which network the checkpoint is of: it has neither 'features.0.weight' (cnn4) "
        + "nor 'conv1.weight' (resnet18); was it made by another program?"
    case .layers(let reason):
      "cannot use the checkpoint: of its layers, \(reason); was it made by a newer version?"
    case .shape(let tensor, let found, let expected):
      "cannot use tensor '\(tensor)' of the checkpoint: its shape is \(found), expected "
        + "\(expected); was it made for another network?"
    case .unexpected(let tensor, let network):
      "cannot use the checkpoint: it has a tensor '\(tensor)', which \(network) lacks; "
        + "was it made for another network?"
    case .value(let tensor, let found, let expected):
      "cannot use tensor '\(tensor)' of the checkpoint: it holds \(found), expected \(expected); "
        + "the training went wrong or the file is damaged"
    case .examples:
      "cannot use the sounds that the model has learned from: its list of them does not fit its embeddings; "
        + "was it changed by another program?"
    case .knownSounds:
      "cannot use the sounds that the model knows: their numbers are not as many as its network gives; "
        + "was it changed by another program?"
    }
  }
}
