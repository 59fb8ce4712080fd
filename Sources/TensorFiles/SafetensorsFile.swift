/// Named tensors with text about them in one safetensors file: models, checkpoints, exported data.
///
/// Reading treats the file as hostile; writing gives the same bytes for the same content.
public struct SafetensorsFile: NamedTensors {
  /// Free text about the file.
  public var metadata: [String: String]
  private var tensors: [String: Tensor] = [:]
  public let file: String

  /// An empty file, to be filled with `insert(_:as:)`.
  public init(metadata: [String: String] = [:]) {
    self.metadata = metadata
    file = "a model in memory"
  }

  /// Whether a file begins as one: with a length, and a brace behind it.
  static func begins(_ bytes: [UInt8]) -> Bool {
    bytes.count > 8 && bytes[8] == UInt8(ascii: "{")
  }

  /// Reads the file at `path`.
  /// - Throws: `TensorFileError` that names the tensor or the part of the header that is wrong.
  public init(contentsOf path: String) throws(TensorFileError) {
    try self.init(bytes: FileBytes.read(path: path), file: path)
  }

  /// Reads a whole file from memory; `file` names it in errors.
  public init(bytes: [UInt8], file: String = "a model in memory") throws(TensorFileError) {
    let header = try SafetensorsHeader(reading: bytes, file: file)
    let data = bytes[(bytes.count - header.dataByteCount)...]
    metadata = header.metadata
    self.file = file
    for entry in header.entries {
      let begin = data.startIndex + entry.bytes.lowerBound
      tensors[entry.name] = Tensor(
        element: entry.element, shape: entry.shape,
        bytes: data[begin..<begin + entry.bytes.count])
    }
  }

  /// The tensors' names, sorted.
  public var names: [String] { tensors.keys.sorted() }

  /// The tensor of that name, or nil.
  public subscript(name: String) -> Tensor? { tensors[name] }

  /// - Throws: `TensorFileError.missing`.
  public func tensor(named name: String) throws(TensorFileError) -> Tensor {
    guard let tensor = tensors[name] else { throw .missing(file: file, tensor: name) }
    return tensor
  }

  /// Adds a tensor, in the place of one of the same name.
  public mutating func insert(_ tensor: Tensor, as name: String) {
    precondition(name != SafetensorsHeader.metadataKey, "\(name) is the name of the metadata")
    tensors[name] = tensor
  }

  private var header: SafetensorsHeader {
    SafetensorsHeader(
      metadata: metadata,
      tensors: tensors.map { .init(name: $0.key, element: $0.value.element, shape: $0.value.shape) }
    )
  }

  /// Writes the file; it appears when it is whole.
  package func write(to path: String) throws(TensorFileError) {
    let header = header
    var writer = try SafetensorsWriter(path: path, header: header)
    for entry in header.entries {
      let bytes = tensors[entry.name]!.bytes
      try writer.append(bytes.span.bytes)
    }
    try writer.finish()
  }

  /// The whole file's bytes.
  public func encoded() -> [UInt8] {
    let header = header
    let start = header.encoded()
    var bytes: [UInt8] = []
    bytes.reserveCapacity(start.count + header.dataByteCount)
    bytes += start
    for entry in header.entries { bytes += tensors[entry.name]!.bytes }
    return bytes
  }
}

extension SafetensorsFile {
  /// Packed little-endian numbers in C order, with their shape.
  public struct Tensor: Equatable, Sendable {
    public let element: SafetensorsHeader.Element
    /// Extents, slowest axis first; empty for a single value.
    public let shape: [Int]
    public let bytes: ArraySlice<UInt8>

    init(element: SafetensorsHeader.Element, shape: [Int], bytes: ArraySlice<UInt8>) {
      precondition(
        shape.elementCount.map { $0 * element.byteCount } == bytes.count,
        "\(shape) of \(element) is not \(bytes.count) bytes")
      self.element = element
      self.shape = shape
      self.bytes = bytes
    }

    /// float32 values, kept as they are or rounded to nearest as `.float16` or `.bfloat16`.
    public init(
      shape: [Int], floats: [Float], as element: SafetensorsHeader.Element = .float32
    ) {
      let bytes =
        switch element {
        case .float32: LittleEndian.bytes(of: floats)
        case .float16: LittleEndian.bytes(of: floats.map { Float16($0) })
        case .bfloat16: LittleEndian.bytes(of: floats.map(\.bfloat16BitPattern))
        default: preconditionFailure("floats cannot be written as \(element)")
        }
      self.init(element: element, shape: shape, bytes: bytes[...])
    }

    /// Whole numbers, as I64.
    public init(shape: [Int], integers: [Int64]) {
      self.init(element: .int64, shape: shape, bytes: LittleEndian.bytes(of: integers)[...])
    }

    /// The values as float32; nil unless they are F64 (rounded), F32, F16 or BF16.
    public var floats: [Float]? {
      switch element {
      case .float64:
        LittleEndian.elements(of: Double.self, in: bytes).map { Float($0) }
      case .float32:
        LittleEndian.elements(of: Float.self, in: bytes)
      case .float16:
        LittleEndian.elements(of: Float16.self, in: bytes).map(Float.init)
      case .bfloat16:
        LittleEndian.elements(of: UInt16.self, in: bytes).map {
          Float(bitPattern: UInt32($0) << 16)
        }
      default: nil
      }
    }

    /// The first of the values as float32 that is infinite or not a number, if there is one.
    public var firstNotFinite: Float? {
      guard element == .float32 else { return floats?.first { !$0.isFinite } }
      return bytes.withUnsafeBytes { memory in
        let block = 4096
        guard let base = memory.baseAddress else { return nil }
        for start in stride(from: 0, to: memory.count, by: block) {
          let offsets = stride(from: start, to: min(start + block, memory.count), by: 4)
          // Where all bits of the exponent are set, the sum reaches the highest bit.
          var carries: UInt32 = 0
          for offset in offsets {
            let bits = base.loadUnaligned(fromByteOffset: offset, as: UInt32.self)
            carries |= (bits & 0x7F80_0000) &+ 0x0080_0000
          }
          guard carries & 0x8000_0000 != 0 else { continue }
          return offsets.lazy.map { base.loadUnaligned(fromByteOffset: $0, as: Float.self) }
            .first { !$0.isFinite }
        }
        return nil
      }
    }

    /// The values; nil unless they are I64, I32 or U8.
    public var integers: [Int64]? {
      switch element {
      case .int64: LittleEndian.elements(of: Int64.self, in: bytes)
      case .int32: LittleEndian.elements(of: Int32.self, in: bytes).map { Int64($0) }
      case .uint8: bytes.map { Int64($0) }
      default: nil
      }
    }
  }
}

extension Float {
  /// The upper half of the bits, rounded to nearest, ties to even.
  fileprivate var bfloat16BitPattern: UInt16 {
    // Rounding could carry a NaN's payload away and leave infinity.
    guard !isNaN else { return UInt16(bitPattern >> 16) | 0x40 }
    return UInt16((bitPattern + 0x7FFF + (bitPattern >> 16 & 1)) >> 16)
  }
}
