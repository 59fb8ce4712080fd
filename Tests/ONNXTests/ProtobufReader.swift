/// Reads protocol buffers as far as tests need it: fields by number, in their order.
struct ProtobufReader {
  enum Content: Equatable {
    case integer(Int)
    case fixed([UInt8])
    case bytes([UInt8])
  }

  let fields: [(number: Int, content: Content)]

  init(_ bytes: [UInt8]) {
    var (rest, fields) = (bytes[...], [(number: Int, content: Content)]())
    func varint() -> Int {
      var (value, shift) = (0, 0)
      while let byte = rest.popFirst() {
        value |= Int(byte & 0x7F) << shift
        shift += 7
        if byte < 0x80 { break }
      }
      return value
    }
    func take(_ count: Int) -> [UInt8] {
      defer { rest = rest.dropFirst(count) }
      return Array(rest.prefix(count))
    }
    while !rest.isEmpty {
      let key = varint()
      switch key & 7 {
      case 0: fields.append((key >> 3, .integer(varint())))
      case 1: fields.append((key >> 3, .fixed(take(8))))
      case 5: fields.append((key >> 3, .fixed(take(4))))
      default: fields.append((key >> 3, .bytes(take(varint()))))
      }
    }
    self.fields = fields
  }

  func messages(_ number: Int) -> [ProtobufReader] { bytes(number).map(ProtobufReader.init) }
  func texts(_ number: Int) -> [String] {
    bytes(number).map { String(decoding: $0, as: UTF8.self) }
  }
  func text(_ number: Int) -> String { texts(number).first ?? "" }

  func bytes(_ number: Int) -> [[UInt8]] {
    fields.compactMap { field in
      guard field.number == number, case .bytes(let bytes) = field.content else { return nil }
      return bytes
    }
  }

  func integers(_ number: Int) -> [Int] {
    fields.compactMap { field in
      guard field.number == number, case .integer(let value) = field.content else { return nil }
      return value
    }
  }
}
