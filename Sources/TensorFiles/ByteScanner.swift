/// Reads the textual headers of tensor files, byte by byte, trusting nothing.
struct ByteScanner {
  /// What was wrong and where; the caller knows the file and adds it.
  struct Fault: Error {
    var offset: Int
    var found: String
    var expected: String
  }

  private let bytes: ArraySlice<UInt8>
  private var position: Int

  init(_ bytes: ArraySlice<UInt8>) {
    self.bytes = bytes
    position = bytes.startIndex
  }

  var isAtEnd: Bool { position == bytes.endIndex }

  func fault(found: String? = nil, expected: String) -> Fault {
    Fault(offset: position - bytes.startIndex, found: found ?? nextShown, expected: expected)
  }

  private var nextShown: String {
    guard !isAtEnd else { return "the end of the header" }
    let byte = bytes[position]
    return (0x21...0x7E).contains(byte)
      ? "'\(Character(Unicode.Scalar(byte)))'" : "byte \(byte)"
  }

  mutating func skipWhitespace() {
    while !isAtEnd, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[position]) { position += 1 }
  }

  /// Skips whitespace, then the byte if it comes next.
  mutating func take(_ character: Character) -> Bool {
    skipWhitespace()
    guard !isAtEnd, bytes[position] == character.asciiValue else { return false }
    position += 1
    return true
  }

  mutating func expect(_ character: Character) throws(Fault) {
    guard take(character) else { throw fault(expected: "'\(character)'") }
  }

  mutating func expect(word: String) throws(Fault) {
    skipWhitespace()
    guard bytes[position...].starts(with: word.utf8) else { throw fault(expected: word) }
    position += word.utf8.count
  }

  /// A whole number of at least 0 that fits an `Int`, with no sign, fraction or leading zero.
  mutating func natural() throws(Fault) -> Int {
    skipWhitespace()
    let digits = bytes[position...].prefix { (0x30...0x39).contains($0) }
    guard !digits.isEmpty, digits.count == 1 || digits.first != 0x30,
      let value = Int(String(decoding: digits, as: UTF8.self))
    else { throw fault(expected: "a whole number below 2^63") }
    position = digits.endIndex
    return value
  }

  /// The raw bytes up to the next `terminator` or backslash, which is left to be read.
  mutating func run(until terminator: Character) -> ArraySlice<UInt8> {
    let run = bytes[position...].prefix {
      $0 != terminator.asciiValue && $0 != UInt8(ascii: "\\") && $0 >= 0x20
    }
    position = run.endIndex
    return run
  }

  /// The next byte, whatever it is.
  mutating func next(expected: String) throws(Fault) -> UInt8 {
    guard !isAtEnd else { throw fault(expected: expected) }
    defer { position += 1 }
    return bytes[position]
  }
}
