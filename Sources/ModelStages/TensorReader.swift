import Cache
import DataStages
import Digests
import Glibc
import Manifest
import Pipeline
import TensorFiles

/// Reads tensors of one shape from the cache, straight into the caller's memory.
package struct TensorReader: Sendable {
  private let store: ObjectStore
  private let examples: [Example]
  /// Of whole files, by what they hold.
  private let singleSize: Int
  private let halfSize: Int

  package init(_ examples: [Example], shape: TensorShape, store: ObjectStore) {
    self.store = store
    self.examples = examples
    func size(_ element: NpyHeader.Element) -> Int {
      NpyArray.header(shape: shape.dimensions, element: element).count
        + shape.count * element.byteCount
    }
    singleSize = size(.float32)
    halfSize = size(.float16)
  }

  /// Fills `values` with the tensor of an example.
  ///
  /// - Throws: `TensorReadError` when the object is not there whole.
  package func read(_ index: Int, into values: inout MutableSpan<Float>) throws {
    let example = examples[index]
    let path = store.absolutePath(of: example.object, .tensor)
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
    guard descriptor >= 0 else { throw TensorReadError(path: path, clip: example.name) }
    defer { close(descriptor) }
    let isWhole =
      switch example.size {
      case singleSize:
        values.withUnsafeMutableBytes { fill($0, from: descriptor, end: singleSize) }
      case halfSize: fillFromHalves(&values, from: descriptor)
      default: false
      }
    guard isWhole else { throw TensorReadError(path: path, clip: example.name) }
  }

  private func fillFromHalves(
    _ values: inout MutableSpan<Float>, from descriptor: Int32
  ) -> Bool {
    withUnsafeTemporaryAllocation(of: Float16.self, capacity: values.count) { halves in
      let memory = UnsafeMutableRawBufferPointer(halves)
      guard fill(memory, from: descriptor, end: halfSize) else { return false }
      for index in values.indices { values[index] = Float(halves[index]) }
      return true
    }
  }

  /// The bytes before `end`.
  private func fill(
    _ memory: UnsafeMutableRawBufferPointer, from descriptor: Int32, end: Int
  ) -> Bool {
    let start = end - memory.count
    var filled = 0
    while filled < memory.count {
      let count = pread(
        descriptor, memory.baseAddress! + filled, memory.count - filled, start + filled)
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
