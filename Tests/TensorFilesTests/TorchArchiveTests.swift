import TensorFiles
import Testing

@Suite struct TorchArchiveTests {
  private let bytes: [UInt8]

  init() throws { bytes = try Files.bytes(Files.golden + "state.pt") }

  /// Torch can be told to leave checksums out, and then writes zeros.
  @Test func takesAFileWithoutChecksums() throws {
    var bytes = bytes
    for entry in places(of: [0x50, 0x4B, 1, 2]) { for byte in 16..<20 { bytes[entry + byte] = 0 } }
    #expect(try TorchFile(bytes: bytes).names.count == 13)
  }

  @Test func findsFlippedBits() throws {
    for name in ["state/data.pkl", "state/data/0"] {
      var bytes = bytes
      let header = try #require(places(of: Array(name.utf8)).first)
      let extra = Int(bytes[header - 2]) | Int(bytes[header - 1]) << 8
      bytes[header + name.utf8.count + extra + 5] ^= 1
      expectError("the entry '\(name)' is of the checksum", naming: "a.pt") {
        _ = try TorchFile(bytes: bytes, file: "a.pt")
      }
    }
  }

  @Test func refusesEntriesThatAreNotThere() throws {
    let entry = try #require(places(of: [0x50, 0x4B, 1, 2]).first)
    let end = bytes.count - 22
    for (change, sentence) in [
      ([entry + 10: 8], "the entry 'state/data.pkl' is compressed, expected it stored"),
      ([entry + 8: 9], "encrypted"),
      ([entry + 26: 0x7F], "bytes, expected at most"),
      ([entry + 20: 1], "bytes, expected at most"),
      ([entry + 42: 1], "a record of the kind"),
      ([entry + 45: 0x7F], "before the end"),
      ([entry + 46: 0x53], "under another name where it lies"),
      ([entry: 0], "a record of the kind"),
      ([end: 0], "not there, expected it at the end"),
      ([end - 12: 255, end - 6: 255], "said to end at"),
      ([end - 12: 0, end - 11: 0], "expected its end there"),
      ([end - 20 - 56 + 48 + 6: 127], "said to begin at"),
      ([end - 20 - 56 + 32 + 6: 1], "a record of the kind"),
    ] as [([Int: UInt8], String)] {
      var bytes = bytes
      for (place, value) in change { bytes[place] = value }
      expectError(sentence, naming: "a.pt") { _ = try TorchFile(bytes: bytes, file: "a.pt") }
    }
  }

  @Test func refusesOtherArchives() throws {
    var bytes = bytes
    for place in places(of: Array("data.pkl".utf8)) { bytes[place] = UInt8(ascii: "D") }
    expectError("a zip archive with 0 entries data.pkl", naming: "a.pt") {
      _ = try TorchFile(bytes: bytes, file: "a.pt")
    }
    bytes = self.bytes
    for place in places(of: Array("state/data/1".utf8)) { bytes[place + 11] = UInt8(ascii: "0") }
    expectError("the entry 'state/data/0' is there twice", naming: "a.pt") {
      _ = try TorchFile(bytes: bytes, file: "a.pt")
    }
    for place in places(of: Array("state/data/1".utf8)) { bytes[place + 11] = UInt8(ascii: "x") }
    expectError("the storage '1' is absent", naming: "a.pt") {
      _ = try TorchFile(bytes: bytes, file: "a.pt")
    }
  }

  private func places(of part: [UInt8]) -> [Int] {
    bytes.indices.filter { bytes[$0...].starts(with: part) }
  }
}
