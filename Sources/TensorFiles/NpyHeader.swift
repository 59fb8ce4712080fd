/// What precedes the data of a `.npy` file, version 1.0: element and shape, C order.
///
/// Source: NEP 1 and `numpy.lib.format`.
public struct NpyHeader: Hashable, Sendable {
  /// What an array is made of.
  public enum Element: Hashable, Sendable {
    case float16, float32, int64
    /// Unicode text of at most this many scalars, each four bytes, padded with zeros.
    case text(scalars: Int)

    /// Bytes of one element.
    public var byteCount: Int {
      switch self {
      case .float16: 2
      case .float32: 4
      case .int64: 8
      case .text(let scalars): 4 * scalars
      }
    }

    /// numpy's name, byte order first.
    var descriptor: String {
      switch self {
      case .float16: "<f2"
      case .float32: "<f4"
      case .int64: "<i8"
      case .text(let scalars): "<U\(scalars)"
      }
    }

    init?(descriptor: String) {
      switch descriptor {
      case "<f2": self = .float16
      case "<f4": self = .float32
      case "<i8": self = .int64
      default:
        guard descriptor.hasPrefix("<U"), let scalars = Int(descriptor.dropFirst(2)), scalars >= 0,
          scalars <= Int32.max
        else { return nil }
        self = .text(scalars: scalars)
      }
    }
  }

  public var element: Element
  /// Extents, slowest axis first; empty for a single value.
  public var shape: [Int]

  public init(shape: [Int], element: Element) {
    self.element = element
    self.shape = shape
  }

  /// The size of the data that follows; nil where it does not fit an `Int`.
  public var dataByteCount: Int? {
    guard let count = shape.elementCount else { return nil }
    let (bytes, overflow) = count.multipliedReportingOverflow(by: element.byteCount)
    return overflow ? nil : bytes
  }

  /// The bytes that numpy itself would write: a multiple of 64, so that mapped data is aligned.
  public func encoded() -> [UInt8] {
    let extents = shape.map(String.init).joined(separator: ", ") + (shape.count == 1 ? "," : "")
    let dictionary =
      "{'descr': '\(element.descriptor)', 'fortran_order': False, 'shape': (\(extents)), }"
    // numpy leaves room for the first extent to grow to 21 digits in place.
    let growth = shape.first.map { 21 - String($0).count } ?? 0
    let used = Self.preamble.count + 2 + dictionary.utf8.count + growth + 1
    let padding = growth + (64 - used % 64) % 64
    let length = UInt16(dictionary.utf8.count + padding + 1)
    return Self.preamble + LittleEndian.bytes(of: [length]) + Array(dictionary.utf8)
      + [UInt8](repeating: 0x20, count: padding) + [0x0A]
  }

  /// Reads the header at the start of `bytes`, and says where the data begins.
  init(reading bytes: [UInt8], file: String) throws(TensorFileError) {
    func damaged(_ part: String, _ found: String, _ expected: String) -> TensorFileError {
      .damaged(file: file, part: part, found: found, expected: expected)
    }
    guard bytes.starts(with: Self.preamble.prefix(6)) else {
      throw damaged("the start", "not numpy's magic string", "\\x93NUMPY")
    }
    guard bytes.count >= Self.dictionaryOffset else {
      throw damaged("the size", "\(bytes.count) bytes", "a whole header")
    }
    guard bytes.starts(with: Self.preamble) else {
      throw damaged("the format version", "\(bytes[6]).\(bytes[7])", "1.0")
    }
    let end = Self.dictionaryOffset + Int(bytes[8]) + Int(bytes[9]) << 8
    guard end <= bytes.count else {
      throw damaged("the size", "\(bytes.count) bytes", "a header of \(end) bytes")
    }
    var scanner = ByteScanner(bytes[Self.dictionaryOffset..<end])
    let fields: Fields
    do throws(ByteScanner.Fault) {
      fields = try Fields(reading: &scanner)
    } catch {
      throw damaged("the header at byte \(error.offset)", error.found, error.expected)
    }
    guard let element = Element(descriptor: fields.descriptor) else {
      throw damaged("the element type", "'\(fields.descriptor)'", "'<f4', '<f2', '<i8' or '<U…'")
    }
    guard !fields.isFortranOrder else {
      throw damaged("fortran_order", "True", "False: use numpy's ascontiguousarray before saving")
    }
    self.init(shape: fields.shape, element: element)
    guard let needed = dataByteCount, needed == bytes.count - end else {
      let needed = dataByteCount.map { "\($0)" } ?? "over 2^63"
      throw damaged(
        "the data", "\(bytes.count - end) bytes", "\(needed) bytes for shape \(shape)")
    }
  }

  private static let preamble: [UInt8] = [0x93] + Array("NUMPY".utf8) + [1, 0]
  private static let dictionaryOffset = preamble.count + 2
}

/// The three entries of the header's Python dictionary, in any order.
private struct Fields {
  var descriptor: String
  var isFortranOrder: Bool
  var shape: [Int]

  init(reading scanner: inout ByteScanner) throws(ByteScanner.Fault) {
    var descriptor: String?
    var isFortranOrder: Bool?
    var shape: [Int]?
    try scanner.expect("{")
    while !scanner.take("}") {
      let key = try Self.quoted(&scanner)
      try scanner.expect(":")
      switch key {
      case "descr" where descriptor == nil: descriptor = try Self.quoted(&scanner)
      case "fortran_order" where isFortranOrder == nil:
        isFortranOrder = try Self.boolean(&scanner)
      case "shape" where shape == nil: shape = try Self.tuple(&scanner)
      default:
        throw scanner.fault(
          found: "the key '\(key)'", expected: "descr, fortran_order and shape, once each")
      }
      if !scanner.take(",") {
        try scanner.expect("}")
        break
      }
    }
    scanner.skipWhitespace()
    guard scanner.isAtEnd else { throw scanner.fault(expected: "the header to end") }
    guard let descriptor, let isFortranOrder, let shape else {
      throw scanner.fault(expected: "descr, fortran_order and shape, once each")
    }
    self.descriptor = descriptor
    self.isFortranOrder = isFortranOrder
    self.shape = shape
  }

  private static func quoted(_ scanner: inout ByteScanner) throws(ByteScanner.Fault) -> String {
    let quote: Character = scanner.take("\"") ? "\"" : "'"
    if quote == "'" { try scanner.expect("'") }
    let text = String(decoding: scanner.run(until: quote), as: UTF8.self)
    guard try scanner.next(expected: "a closing quote") == quote.asciiValue else {
      throw scanner.fault(found: "a string with escapes", expected: "a plain one")
    }
    return text
  }

  private static func boolean(_ scanner: inout ByteScanner) throws(ByteScanner.Fault) -> Bool {
    if scanner.take("T") {
      try scanner.expect(word: "rue")
      return true
    }
    try scanner.expect(word: "False")
    return false
  }

  private static func tuple(_ scanner: inout ByteScanner) throws(ByteScanner.Fault) -> [Int] {
    try scanner.expect("(")
    var extents: [Int] = []
    while !scanner.take(")") {
      extents.append(try scanner.natural())
      if !scanner.take(",") {
        try scanner.expect(")")
        break
      }
    }
    return extents
  }
}
