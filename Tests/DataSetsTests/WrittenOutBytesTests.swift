import DataSets
import Testing

struct WrittenOutBytesTests {
  @Test(
    arguments: [
      ([0x61, 0xFF, 0x62], "a\\xFFb"),
      ([0xC3], "\\xC3"),
      ([0xC3, 0xA9, 0xC3], "é\\xC3"),
      ([0xED, 0xA0, 0x80], "\\xED\\xA0\\x80"),
      ([0xC0, 0xAF, 0x1B], "\\xC0\\xAF\u{1B}"),
      ([0xF0, 0x9F, 0x90, 0xB6, 0xF0, 0x9F], "🐶\\xF0\\x9F"),
      ([0x61, 0x00], "a\\x00"),
    ] as [([UInt8], String)])
  func writesOutBytesThatAreNotUTF8(bytes: [UInt8], text: String) {
    #expect(String(writingOut: bytes) == text)
  }

  @Test func leavesTextAsItIs() {
    let text = "grüße 犬 👍🏽 \u{202E}e\u{301}\r\n"
    #expect(String(writingOut: Array(text.utf8)).utf8.elementsEqual(text.utf8))
  }
}
