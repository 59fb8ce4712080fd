import Pipeline
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
  }
}
