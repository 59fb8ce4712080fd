/// Reads little-endian binary records, trusting nothing.
struct BinaryScanner {
  typealias Fault = ByteScanner.Fault

  private let bytes: ArraySlice<UInt8>
  private(set) var position: Int

  init(_ bytes: ArraySlice<UInt8>) {
    self.bytes = bytes
    position = bytes.startIndex
  }

  /// What was not read yet.
  var rest: ArraySlice<UInt8> { bytes[position...] }

  func fault(found: String, expected: String) -> Fault {
    Fault(offset: position - bytes.startIndex, found: found, expected: expected)
  }

  mutating func take(_ count: Int) throws(Fault) -> ArraySlice<UInt8> {
    let left = bytes.endIndex - position
    guard count >= 0, count <= left else {
      throw fault(found: "\(left) bytes before the end", expected: "\(count)")
    }
    defer { position += count }
    return bytes[position..<position + count]
  }

  mutating func integer<Value: FixedWidthInteger & BitwiseCopyable>(
    _ type: Value.Type
  ) throws(Fault) -> Value {
    LittleEndian.elements(of: type, in: try take(MemoryLayout<Value>.size))[0]
  }

  mutating func byte() throws(Fault) -> UInt8 { try take(1).first! }

  /// As many bytes as the integer of this type says that comes first.
  mutating func counted<Count: FixedWidthInteger & BitwiseCopyable>(
    by type: Count.Type
  ) throws(Fault) -> ArraySlice<UInt8> {
    try take(Int(clamping: try integer(type)))
  }

  /// The bytes up to the next line feed, which is passed over.
  mutating func line() throws(Fault) -> ArraySlice<UInt8> {
    let line = rest.prefix { $0 != UInt8(ascii: "\n") }
    _ = try take(line.count + 1)
    return line
  }

  func text(_ bytes: ArraySlice<UInt8>) throws(Fault) -> String {
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw fault(found: "a text of invalid UTF-8", expected: "UTF-8")
    }
    return text
  }
}
