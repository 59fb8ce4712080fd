/// What precedes the data of a safetensors file: text about it, and where each tensor lies.
///
/// Source: the format's documentation and the library's `tensor.rs`, whose order and padding this
/// follows, so that the same content gives the same bytes.
public struct SafetensorsHeader: Equatable, Sendable {
  /// Element types, named as in the file and listed in the library's order of alignment.
  public enum Element: String, CaseIterable, Sendable {
    case uint8 = "U8"
    case float16 = "F16"
    case bfloat16 = "BF16"
    case int32 = "I32"
    case float32 = "F32"
    case float64 = "F64"
    case int64 = "I64"

    /// Bytes of one element.
    public var byteCount: Int {
      switch self {
      case .uint8: 1
      case .float16, .bfloat16: 2
      case .int32, .float32: 4
      case .float64, .int64: 8
      }
    }
  }

  /// One tensor's name, form and place.
  public struct Entry: Equatable, Sendable {
    public let name: String
    public let element: Element
    /// Extents, slowest axis first; empty for a single value.
    public let shape: [Int]
    /// Where its bytes lie, counted from the end of the header.
    public fileprivate(set) var bytes: Range<Int>

    public init(name: String, element: Element, shape: [Int]) {
      guard let count = shape.elementCount else {
        preconditionFailure("\(shape) has too many elements")
      }
      self.init(name: name, element: element, shape: shape, bytes: 0..<count * element.byteCount)
    }

    fileprivate init(name: String, element: Element, shape: [Int], bytes: Range<Int>) {
      self.name = name
      self.element = element
      self.shape = shape
      self.bytes = bytes
    }
  }

  /// Free text about the file, under `__metadata__`.
  public let metadata: [String: String]
  /// The tensors in the order of their data, which is packed without gaps.
  public let entries: [Entry]

  /// Lays out tensors: larger elements first, so that all are aligned, then by name.
  /// - Parameter tensors: distinct names, none of them `__metadata__`.
  public init(metadata: [String: String] = [:], tensors: [Entry]) {
    let rank = Dictionary(uniqueKeysWithValues: zip(Element.allCases, 0...))
    var end = 0
    entries = tensors.sorted {
      $0.element == $1.element
        ? $0.name.utf8.lexicographicallyPrecedes($1.name.utf8)
        : rank[$0.element]! > rank[$1.element]!
    }.map { entry in
      var placed = entry
      placed.bytes = end..<end + entry.bytes.count
      end = placed.bytes.upperBound
      return placed
    }
    precondition(
      Set(entries.map(\.name) + [Self.metadataKey]).count == entries.count + 1,
      "tensors need distinct names")
    self.metadata = metadata
  }

  /// The size of the data that follows.
  public var dataByteCount: Int { entries.last?.bytes.upperBound ?? 0 }

  /// Eight bytes of length, then the JSON, padded with spaces to a multiple of eight.
  public func encoded() -> [UInt8] {
    var members = entries.map { entry in
      "\(entry.name.jsonLiteral):{\"dtype\":\"\(entry.element.rawValue)\","
        + "\"shape\":[\(entry.shape.map(String.init).joined(separator: ","))],"
        + "\"data_offsets\":[\(entry.bytes.lowerBound),\(entry.bytes.upperBound)]}"
    }
    if !metadata.isEmpty {
      let pairs = metadata.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
        .map { "\($0.key.jsonLiteral):\($0.value.jsonLiteral)" }
      members.insert("\(Self.metadataKey.jsonLiteral):{\(pairs.joined(separator: ","))}", at: 0)
    }
    var json = Array("{\(members.joined(separator: ","))}".utf8)
    json += [UInt8](repeating: 0x20, count: (8 - json.count % 8) % 8)
    return LittleEndian.bytes(of: [UInt64(json.count)]) + json
  }

  static let metadataKey = "__metadata__"
  /// The library's own limit.
  static let largestByteCount = 100_000_000
}

extension SafetensorsHeader {
  /// Reads the header at the start of `bytes`, which are a whole file, as untrusted input.
  init(reading bytes: [UInt8], file: String) throws(TensorFileError) {
    func damaged(_ part: String, _ found: String, _ expected: String) -> TensorFileError {
      .damaged(file: file, part: part, found: found, expected: expected)
    }
    guard bytes.count >= 8 else {
      throw damaged("the size", "\(bytes.count) bytes", "at least 8")
    }
    let length = LittleEndian.elements(of: UInt64.self, in: bytes[..<8])[0]
    guard length <= Self.largestByteCount, length <= bytes.count - 8 else {
      let limit = min(Self.largestByteCount, bytes.count - 8)
      throw damaged("the header's length", "\(length) bytes", "at most \(limit)")
    }
    let end = 8 + Int(length)
    var metadata: [String: String] = [:]
    var entries: [Entry] = []
    do throws(ByteScanner.Fault) {
      var scanner = ByteScanner(bytes[8..<end])
      try scanner.object { scanner, key throws(ByteScanner.Fault) in
        if key == Self.metadataKey {
          try scanner.object { scanner, key throws(ByteScanner.Fault) in
            metadata[key] = try scanner.string()
          }
        } else {
          entries.append(try Entry(name: key, reading: &scanner))
        }
      }
      scanner.skipWhitespace()
      guard scanner.isAtEnd else { throw scanner.fault(expected: "the header to end") }
    } catch {
      throw damaged("the header", "\(error.found) at byte \(error.offset)", error.expected)
    }

    entries.sort {
      ($0.bytes.lowerBound, $0.bytes.upperBound) < ($1.bytes.lowerBound, $1.bytes.upperBound)
    }
    var dataEnd = 0
    for entry in entries {
      guard entry.bytes.lowerBound == dataEnd else {
        throw damaged(
          "tensor '\(entry.name)'", "at data byte \(entry.bytes.lowerBound)",
          "\(dataEnd), where the one before it ends")
      }
      dataEnd = entry.bytes.upperBound
      guard dataEnd <= bytes.count - end else {
        throw damaged(
          "tensor '\(entry.name)'", "said to end at data byte \(dataEnd)",
          "at most \(bytes.count - end), where the file ends")
      }
    }
    guard dataEnd == bytes.count - end else {
      throw damaged("the data", "\(bytes.count - end) bytes", "\(dataEnd) as the header says")
    }
    self.metadata = metadata
    self.entries = entries
  }
}

extension SafetensorsHeader.Entry {
  fileprivate init(name: String, reading scanner: inout ByteScanner) throws(ByteScanner.Fault) {
    var dtype: String?
    var shape: [Int]?
    var offsets: [Int]?
    try scanner.object { scanner, key throws(ByteScanner.Fault) in
      switch key {
      case "dtype": dtype = try scanner.string()
      case "shape": shape = try scanner.naturals()
      case "data_offsets": offsets = try scanner.naturals()
      default:
        throw scanner.fault(
          found: "tensor '\(name)' with a '\(key)'",
          expected: "dtype, shape and data_offsets only")
      }
    }
    guard let dtype, let shape, let offsets else {
      throw scanner.fault(
        found: "tensor '\(name)' incomplete", expected: "dtype, shape and data_offsets")
    }
    guard let element = SafetensorsHeader.Element(rawValue: dtype) else {
      let known = SafetensorsHeader.Element.allCases.map(\.rawValue).joined(separator: ", ")
      throw scanner.fault(found: "tensor '\(name)' of type '\(dtype)'", expected: "one of \(known)")
    }
    guard offsets.count == 2, offsets[0] <= offsets[1] else {
      throw scanner.fault(
        found: "tensor '\(name)' with data_offsets \(offsets)",
        expected: "a begin and an end not before it")
    }
    let (size, overflow) =
      shape.elementCount?.multipliedReportingOverflow(by: element.byteCount) ?? (0, true)
    guard !overflow, size == offsets[1] - offsets[0] else {
      throw scanner.fault(
        found: "tensor '\(name)' of \(offsets[1] - offsets[0]) bytes",
        expected: "\(overflow ? "over 2^63" : "\(size)") for shape \(shape) of \(dtype)")
    }
    self.init(name: name, element: element, shape: shape, bytes: offsets[0]..<offsets[1])
  }
}
