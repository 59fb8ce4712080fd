/// Tensors by name, whatever format their file has.
public protocol NamedTensors: Sendable {
  typealias Tensor = SafetensorsFile.Tensor

  /// Where they come from, for errors.
  var file: String { get }

  /// The tensors' names, sorted.
  var names: [String] { get }

  /// The tensor of that name.
  /// - Throws: `TensorFileError.missing`, or what else keeps it from being one.
  func tensor(named name: String) throws(TensorFileError) -> Tensor

  /// The tensor of that name.
  /// - Parameter shape: what it has to be, where the caller knows.
  /// - Throws: `TensorFileError.missing`, or `.mismatched` when its shape is another.
  func tensor(named name: String, shape: [Int]?) throws(TensorFileError) -> Tensor
}

extension NamedTensors {
  public func tensor(named name: String, shape: [Int]?) throws(TensorFileError) -> Tensor {
    let tensor = try tensor(named: name)
    if let shape, tensor.shape != shape {
      throw .mismatched(
        file: file, tensor: name, found: "of shape \(tensor.shape)", expected: "\(shape)")
    }
    return tensor
  }

  /// The values of the tensor of that name as float32, from F64 (rounded), F32, F16 or BF16.
  public func floats(
    named name: String, shape: [Int]? = nil
  ) throws(TensorFileError) -> [Float] {
    let tensor = try tensor(named: name, shape: shape)
    guard let floats = tensor.floats else {
      throw .mismatched(
        file: file, tensor: name, found: tensor.element.rawValue,
        expected: "F64, F32, F16 or BF16")
    }
    return floats
  }

  /// The values of the tensor of that name, I64, I32 or U8.
  public func integers(
    named name: String, shape: [Int]? = nil
  ) throws(TensorFileError) -> [Int64] {
    let tensor = try tensor(named: name, shape: shape)
    guard let integers = tensor.integers else {
      throw .mismatched(
        file: file, tensor: name, found: tensor.element.rawValue, expected: "I64, I32 or U8")
    }
    return integers
  }
}

/// Weights as people have them.
public enum WeightsFile {
  /// Reads a file of torch's (`.pt`, `.pth`) or safetensors; its first bytes say which, not its name.
  /// - Throws: `TensorFileError`, as the format's reader does.
  public static func read(contentsOf path: String) throws(TensorFileError) -> any NamedTensors {
    try read(bytes: FileBytes.read(path: path), file: path)
  }

  /// Reads a whole file from memory; `file` names it in errors.
  public static func read(
    bytes: [UInt8], file: String = "weights in memory"
  ) throws(TensorFileError) -> any NamedTensors {
    if TorchFile.begins(bytes) { return try TorchFile(bytes: bytes, file: file) }
    guard SafetensorsFile.begins(bytes) else {
      throw .unsuited(
        file: file, found: "it begins neither as a file of torch's nor as one of safetensors",
        expected:
          "weights that torch.save wrote (with a pickle of protocol 2 or later) or safetensors"
      )
    }
    return try SafetensorsFile(bytes: bytes, file: file)
  }
}
