/// A tensor as one `.npy` file, the format that `numpy.load` opens.
///
/// In memory the elements are float32; the file may hold them as float16, in half of the space.
public struct NpyArray: Equatable, Sendable {
  /// Extents, slowest axis first; a spectrogram is `[bands, frames]`.
  public let shape: [Int]
  /// The values in C order, as many as the shape says.
  public let elements: [Float]

  public init(shape: [Int], elements: [Float]) {
    precondition(shape.elementCount == elements.count, "\(shape) is not \(elements.count) elements")
    self.shape = shape
    self.elements = elements
  }

  /// Reads the file at `path`.
  /// - Throws: `TensorFileError` when it cannot be read, is damaged, or holds another element than
  ///   float32 or float16.
  public init(contentsOf path: String) throws(TensorFileError) {
    try self.init(bytes: FileBytes.read(path: path), file: path)
  }

  /// Reads a whole file from memory; `file` names it in errors.
  public init(bytes: [UInt8], file: String = "an array in memory") throws(TensorFileError) {
    let header = try NpyHeader(reading: bytes, file: file)
    let data = bytes[(bytes.count - (header.dataByteCount ?? 0))...]
    switch header.element {
    case .float32:
      elements = LittleEndian.elements(of: Float.self, in: data)
    case .float16:
      elements = LittleEndian.elements(of: Float16.self, in: data).map(Float.init)
    case .int64, .text:
      throw .mismatched(
        file: file, tensor: "array", found: "of type '\(header.element.descriptor)'",
        expected: "'<f4' or '<f2'")
    }
    shape = header.shape
  }

  /// The whole file's bytes, the same as `numpy.save` writes.
  /// - Parameter element: `.float32`, or `.float16` (rounded to nearest, beyond 65,504 infinite).
  public func encoded(as element: NpyHeader.Element = .float32) -> [UInt8] {
    switch element {
    case .float32:
      Self.header(shape: shape) + LittleEndian.bytes(of: elements)
    case .float16:
      Self.header(shape: shape, element: .float16)
        + LittleEndian.bytes(of: elements.map { Float16($0) })
    case .int64, .text:
      preconditionFailure("an array of floats cannot be written as \(element)")
    }
  }

  /// The bytes that go before packed little-endian data of this shape, for who has the data at hand.
  public static func header(shape: [Int], element: NpyHeader.Element = .float32) -> [UInt8] {
    NpyHeader(shape: shape, element: element).encoded()
  }
}
