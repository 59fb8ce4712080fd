import Cache
import Digests
import Glibc
import Manifest
import Pipeline
import TensorFiles

/// Reads tensors of one shape from the cache, straight into the caller's memory.
struct TensorReader: Sendable {
  private let store: ObjectStore
  private let examples: [Example]
  private let headerSize: Int

  init(_ examples: [Example], shape: TensorShape, store: ObjectStore) {
    self.store = store
    self.examples = examples
    headerSize = NpyArray.header(shape: shape.dimensions).count
  }

  /// Fills `values` with the tensor of an example.
  ///
  /// - Throws: `TensorReadError` when the object is not there whole.
  func read(_ index: Int, into values: inout MutableSpan<Float>) throws {
    let example = examples[index]
    let path = store.absolutePath(of: example.object, .tensor)
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
    guard descriptor >= 0 else { throw TensorReadError(path: path, clip: example.name) }
    defer { close(descriptor) }
    let size = 4 * values.count
    let isWhole =
      example.size == headerSize + size
      && values.withUnsafeMutableBytes { fill($0, from: descriptor) }
    guard isWhole else { throw TensorReadError(path: path, clip: example.name) }
  }

  private func fill(_ memory: UnsafeMutableRawBufferPointer, from descriptor: Int32) -> Bool {
    var filled = 0
    while filled < memory.count {
      let count = pread(
        descriptor, memory.baseAddress! + filled, memory.count - filled, headerSize + filled)
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { return false }
      filled += count
    }
    return true
  }
}

/// A tensor that the manifest lists is not in the cache as it should be.
struct TensorReadError: Error, CustomStringConvertible {
  let path: String
  let clip: String

  var description: String {
    """
    Could not read the tensor of \(clip) at \(path): it is missing or cut short; run soundmark render, \
    which makes it again.
    """
  }
}
