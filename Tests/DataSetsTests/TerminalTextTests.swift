import DataSets
import Testing

struct TerminalTextTests {
  @Test(arguments: [
    ("dog bark-3.wav", "dog bark-3.wav"),
    ("grüße 犬 👍🏽", "grüße 犬 👍🏽"),
    ("\u{1B}[2J\u{7}", "\\x1B[2J\\x07"),
    ("a\r\n\tb\u{7F}", "a\\x0D\\x0A\\x09b\\x7F"),
    ("\u{9B}31m", "\\u{9B}31m"),
    ("gnp\u{202E}.wav", "gnp\\u{202E}.wav"),
    ("a\u{200B}b\u{2028}c", "a\\u{200B}b\\u{2028}c"),
  ])
  func writesOutWhatMovesTheCursor(text: String, escaped: String) {
    #expect(text.escapedForTerminal == escaped)
    #expect(String(escapingForTerminal: Array(text.utf8)) == escaped)
  }

  @Test(
    arguments: [
      ([0x61, 0xFF, 0x62], "a\\xFFb"),
      ([0xC3], "\\xC3"),
      ([0xC3, 0xA9, 0xC3], "é\\xC3"),
      ([0xED, 0xA0, 0x80], "\\xED\\xA0\\x80"),
      ([0xC0, 0xAF, 0x1B], "\\xC0\\xAF\\x1B"),
      ([0xF0, 0x9F, 0x90, 0xB6, 0xF0, 0x9F], "🐶\\xF0\\x9F"),
    ] as [([UInt8], String)])
  func writesOutBytesThatAreNotUTF8(bytes: [UInt8], escaped: String) {
    #expect(String(escapingForTerminal: bytes) == escaped)
  }
}
