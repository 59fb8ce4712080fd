import TensorFiles
import Testing

/// Reads an archive as a zip tool does, from the directory at its end, and checks what it passes.
struct ZipReader {
  var members: [(name: String, content: [UInt8])] = []

  init(bytes: [UInt8]) throws {
    func number(at offset: Int, bytes count: Int) -> Int {
      bytes[offset..<offset + count].reversed().reduce(0) { $0 << 8 | Int($1) }
    }
    let locator = bytes.count - 22 - 20
    try #require(number(at: locator + 20, bytes: 4) == 0x0605_4B50)
    try #require(number(at: locator, bytes: 4) == 0x0706_4B50)
    let end = number(at: locator + 8, bytes: 8)
    try #require(number(at: end, bytes: 4) == 0x0606_4B50)
    var entry = number(at: end + 48, bytes: 8)
    #expect(entry + number(at: end + 40, bytes: 8) == end)
    for _ in 0..<number(at: end + 32, bytes: 8) {
      try #require(number(at: entry, bytes: 4) == 0x0201_4B50)
      let nameLength = number(at: entry + 28, bytes: 2)
      let name = String(decoding: bytes[(entry + 46)...].prefix(nameLength), as: UTF8.self)
      let extra = entry + 46 + nameLength
      let size = number(at: extra + 4, bytes: 8)
      let header = number(at: extra + 20, bytes: 8)
      try #require(number(at: header, bytes: 4) == 0x0403_4B50)
      // What both places say has to agree: version to name length but for the sizes.
      #expect(bytes[header + 4..<header + 28] == bytes[entry + 6..<entry + 30])
      let content =
        header + 30 + number(at: header + 26, bytes: 2) + number(at: header + 28, bytes: 2)
      var sum = CRC32()
      sum.add(Array(bytes[content..<content + size]).span.bytes)
      #expect(sum.value == UInt32(number(at: entry + 16, bytes: 4)))
      members.append((name, Array(bytes[content..<content + size])))
      entry = extra + number(at: entry + 30, bytes: 2)
    }
    #expect(entry == end)
  }
}
