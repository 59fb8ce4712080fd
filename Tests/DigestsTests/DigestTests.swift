import Digests
import Testing

@Suite struct DigestTests {
  /// FIPS 180-2, appendix B.
  @Test(arguments: [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
  ])
  func isSHA256(text: String, hex: String) {
    #expect(Digest(of: text).hex == hex)
  }

  @Test func piecesGiveTheDigestOfTheWhole() {
    let bytes = (0..<10_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    var hasher = DigestHasher()
    hasher.update(Array(bytes[..<17]))
    hasher.update(Array(bytes[17..<4096]))
    hasher.update(Array(bytes[4096...]))
    #expect(hasher.finalize() == Digest(of: bytes))
    hasher.update(Array("abc".utf8))
    #expect(hasher.finalize() == Digest(of: "abc"), "a finished hasher starts anew")
  }

  /// Of the same length and of others, in pieces of whole blocks and in others.
  @Test(arguments: [64, 8_192, 1_000], 1...DigestHasher.groupSize)
  func sideBySideGivesTheDigestOfEach(_ piece: Int, _ count: Int) {
    let messages = (0..<count).map { index in
      (0..<(index % 3 == 1 ? 1_234 * index : 40_000)).map {
        UInt8(truncatingIfNeeded: ($0 &* 31 >> 2) &+ index)
      }
    }
    var hashers = messages.map { _ in DigestHasher() }
    for start in stride(from: 0, to: 40_000, by: piece) {
      let parts = messages.map { $0.dropFirst(start).prefix(piece) }
      let bytes = parts.flatMap { $0 + [UInt8](repeating: 0xff, count: piece - $0.count) }
      DigestHasher.update(&hashers, by: bytes.span.bytes, counts: parts.map(\.count))
    }
    for (index, message) in messages.enumerated() {
      #expect(hashers[index].finalize() == Digest(of: message))
    }
  }

  @Test func bytesAndHexRoundTrip() throws {
    let digest = Digest(of: "soundmark")
    #expect(Digest(bytes: digest.bytes) == digest)
    #expect(Digest(hex: digest.hex) == digest)
    #expect(Digest(hex: digest.hex.uppercased()) == nil)
    #expect(Digest(hex: String(digest.hex.dropLast())) == nil)
    #expect(Digest(bytes: digest.bytes.dropLast()) == nil)
  }

  @Test func orderIsThatOfTheHexadecimalText() {
    let digests = (0..<200).map { Digest(of: "\($0)") }
    #expect(digests.sorted().map(\.hex) == digests.map(\.hex).sorted())
  }
}

@Suite struct KeyTextTests {
  /// Keys name what lies in people's caches: if one of these changes, everything is made again.
  @Test func keysNeverChangeByAccident() {
    var key = KeyText(stage: "segment", version: 1)
    #expect(key.digest.hex == "2893e96bf7808330d561dc0f99bcf5fff002303a6ab8b3e0f075196254a21727")
    key.add("segment.seconds", "4")
    key.add("source", Digest(of: "abc"))
    key.add("segment", 0)
    #expect(key.digest.hex == "0ebce2a7b4c085d68d5d6b5093fdc311f8a0d61f4e72b34c229e9c6cdbf037d0")
  }

  @Test func differentFactsNeverGiveTheSameText() {
    func key(_ facts: [(String, String)]) -> Digest {
      var key = KeyText(stage: "s", version: 1)
      for (name, value) in facts { key.add(name, value) }
      return key.digest
    }
    let sets = [
      [("a", "1"), ("b", "2")], [("a", "1\nb=2")], [("a", "1\\nb=2")], [("b", "2"), ("a", "1")],
      [("a", "1\r\nb=2")], [("a", "1"), ("b", "2"), ("b", "2")],
    ]
    #expect(Set(sets.map(key)).count == sets.count)
  }
}
