/// The tensors of a state dictionary that `torch.save` wrote, in its zip format or the older one.
///
/// The file is read as data: a pickle can name any function to be called with anything, and here none
/// is. A tensor is refused where the file wants one made by another function than torch's own few;
/// what else such functions were to make is left aside. A state dictionary may lie in others, under
/// `model` for one; what a network's wrappers put before all names (`module.`) is taken off.
public struct TorchFile: NamedTensors {
  public let file: String
  /// What the dictionary has under each name: a tensor, or what stands in its place.
  private let members: [String: PickleValue]
  private let tensors: [TorchTensor]
  private let storages: [TorchStorage]
  /// The bytes of every storage that a tensor needs, by key.
  private let data: [String: ArraySlice<UInt8>]
  private let fileByteCount: Int

  /// Whether a file begins as one of torch's does.
  package static func begins(_ bytes: [UInt8]) -> Bool {
    ZipArchive.begins(bytes) || TorchLegacyFile.begins(bytes)
  }

  /// Reads the file at `path`.
  /// - Throws: `TensorFileError` that says which part of the file is wrong.
  public init(contentsOf path: String) throws(TensorFileError) {
    try self.init(bytes: FileBytes.read(path: path), file: path)
  }

  /// Reads a whole file from memory; `file` names it in errors.
  public init(bytes: [UInt8], file: String = "weights in memory") throws(TensorFileError) {
    if TorchLegacyFile.begins(bytes) {
      let parts = try TorchLegacyFile(bytes: bytes, file: file)
      try self.init(parts.content, of: bytes.count, file: file) { parts.storages[$0] }
    } else {
      let archive = try TorchArchive(bytes: bytes, file: file)
      try self.init(archive.content, of: bytes.count, file: file) {
        key throws(TensorFileError) in try archive.storage(key)
      }
    }
  }

  private init(
    _ content: TorchContent, of fileByteCount: Int, file: String,
    storage: (String) throws(TensorFileError) -> ArraySlice<UInt8>?
  ) throws(TensorFileError) {
    self.file = file
    self.fileByteCount = fileByteCount
    members = try content.stateDictionary(file: file)
    tensors = content.heap.tensors
    storages = content.heap.storages
    var data: [String: ArraySlice<UInt8>] = [:]
    for case .tensor(let place) in members.values {
      let needed = storages[tensors[place].storage]
      var bytes = data[needed.key]
      if bytes == nil { bytes = try storage(needed.key) }
      guard let bytes, bytes.count == needed.byteCount else {
        throw .damaged(
          file: file, part: "the storage '\(needed.key)'",
          found: bytes.map { "\($0.count) bytes" } ?? "absent",
          expected: "\(needed.count) times \(needed.type.byteCount) bytes")
      }
      data[needed.key] = bytes
    }
    self.data = data
  }

  public var names: [String] {
    members.compactMap { name, value in
      if case .tensor = value { name } else { nil }
    }.sorted()
  }

  public func tensor(named name: String) throws(TensorFileError) -> Tensor {
    guard let value = members[name] else { throw .missing(file: file, tensor: name) }
    guard case .tensor(let place) = value else {
      throw .unsuited(file: file, found: "'\(name)' is \(value.shown)", expected: "a tensor")
    }
    let view = tensors[place]
    let storage = storages[view.storage]
    guard let element = storage.type.element else {
      throw .mismatched(
        file: file, tensor: name, found: "over a \(storage.type.name)",
        expected: "one of floating-point numbers or of integers of 8, 32 or 64 bits")
    }
    // What is repeated by strides of zero could fill any memory.
    let (size, overflow) = view.count.multipliedReportingOverflow(by: element.byteCount)
    guard !overflow, size <= fileByteCount else {
      throw .mismatched(
        file: file, tensor: name, found: "of shape \(view.shape), repeated from less",
        expected: "at most the \(fileByteCount) bytes of the file")
    }
    return Tensor(
      element: element, shape: view.shape,
      bytes: view.packed(data[storage.key]!, size: element.byteCount))
  }
}
