import CCrypto

/// A SHA-256 digest: the name of an object, and the key of an artefact.
public struct Digest: Hashable, Sendable, Comparable, CustomStringConvertible {
  private let words: InlineArray<4, UInt64>

  /// The digest whose 32 bytes these are; nil for another number of bytes.
  public init?(bytes: [UInt8]) {
    let digest = bytes.withUnsafeBytes { Digest(bytes: $0) }
    guard let digest else { return nil }
    self = digest
  }

  /// The same from memory.
  package init?(bytes: UnsafeRawBufferPointer) {
    guard bytes.count == 32 else { return nil }
    words = InlineArray { index in
      UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8 * index, as: UInt64.self))
    }
  }

  /// The digest written as 64 hexadecimal digits; nil for anything else.
  public init?(hex: some StringProtocol) {
    let digits = hex.utf8.map { digit -> UInt8? in
      switch digit {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
      case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
      default: nil
      }
    }
    guard digits.count == 64, !digits.contains(nil) else { return nil }
    self.init(bytes: stride(from: 0, to: 64, by: 2).map { digits[$0]! << 4 | digits[$0 + 1]! })
  }

  /// The digest of some bytes.
  public init(of bytes: some ContiguousBytes) {
    var hasher = DigestHasher()
    hasher.update(bytes)
    self = hasher.finalize()
  }

  /// The 32 bytes, first byte first.
  public var bytes: [UInt8] {
    (0..<32).map { UInt8(truncatingIfNeeded: words[$0 / 8] >> UInt64(56 - 8 * ($0 % 8))) }
  }

  /// 64 lower-case hexadecimal digits.
  public var hex: String {
    String(unsafeUninitializedCapacity: 64) { text in
      writeHex(to: text)
      return 64
    }
  }

  /// Writes the 64 digits to the beginning of `text`.
  package func writeHex(to text: UnsafeMutableBufferPointer<UInt8>) {
    for index in 0..<4 {
      var word = words[index]
      for place in stride(from: 16 * index + 15, through: 16 * index, by: -1) {
        let nibble = UInt8(truncatingIfNeeded: word & 15)
        text[place] = nibble < 10 ? nibble + UInt8(ascii: "0") : nibble - 10 + UInt8(ascii: "a")
        word >>= 4
      }
    }
  }

  /// The first 64 bits, evenly distributed.
  public var leadingBits: UInt64 { words[0] }

  public var description: String { hex }

  public static func == (a: Digest, b: Digest) -> Bool {
    a.words[0] == b.words[0] && a.words[1] == b.words[1] && a.words[2] == b.words[2]
      && a.words[3] == b.words[3]
  }

  public static func < (a: Digest, b: Digest) -> Bool {
    for index in 0..<4 where a.words[index] != b.words[index] {
      return a.words[index] < b.words[index]
    }
    return false
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(words[0])
  }
}

extension Digest: ContiguousBytes {
  public func withBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
    withUnsafeBytes(
      of: (words[0].bigEndian, words[1].bigEndian, words[2].bigEndian, words[3].bigEndian), body)
  }
}

/// Bytes that lie one after the other: arrays, strings' UTF-8, digests.
public protocol ContiguousBytes {
  func withBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result
}

extension [UInt8]: ContiguousBytes {
  public func withBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
    withUnsafeBytes(body)
  }
}

extension String: ContiguousBytes {
  public func withBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
    var copy = self
    return copy.withUTF8 { body(UnsafeRawBufferPointer($0)) }
  }
}

/// SHA-256 over bytes that come piece by piece (libcrypto's, which uses the CPU's SHA instructions).
public struct DigestHasher: Sendable {
  var context = SHA256_CTX()

  public init() {
    SHA256_Init(&context)
  }

  public mutating func update(_ bytes: some ContiguousBytes) {
    bytes.withBytes { update($0) }
  }

  public mutating func update(_ bytes: RawSpan) {
    bytes.withUnsafeBytes { update($0) }
  }

  package mutating func update(_ bytes: UnsafeRawBufferPointer) {
    SHA256_Update(&context, bytes.baseAddress, bytes.count)
  }

  /// The digest of what came so far; the hasher starts anew.
  public mutating func finalize() -> Digest {
    var bytes = InlineArray<32, UInt8>(repeating: 0)
    let digest = withUnsafeMutableBytes(of: &bytes) { output in
      SHA256_Final(output.baseAddress?.assumingMemoryBound(to: UInt8.self), &context)
      return Digest(bytes: UnsafeRawBufferPointer(output))!
    }
    SHA256_Init(&context)
    return digest
  }
}
