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

  @Test(arguments: [
    ("0123456789", 11, "0123456789"),
    ("0123456789", 10, "01234567…"),
    ("犬犬犬犬犬", 8, "犬犬犬…"),
    ("0123456789", 1, ""),
  ])
  func aLineIsCutToTheTerminal(text: String, columns: Int, cut: String) {
    #expect(text.cut(toColumns: columns) == cut)
  }

  @Test func columnsStandBelowEachOther() {
    #expect("犬".leftAligned(in: 4) + "|" == "犬  |")
    #expect("犬".rightAligned(in: 4) == "  犬")
    #expect("dog".leftAligned(in: 2) == "dog")
  }
}

struct ProgressTests {
  private var progress = Progress(stage: "render", unit: "clip", total: 200, done: 50)

  @Test(arguments: [
    (120, "render ██████·················· 50/200 clips, 15 s left, 10/s"),
    (50, "render ███········· 50/200 clips, 15 s left, 10/s"),
    (40, "render 50/200 clips, 15 s left, 10/s"),
  ])
  func theBarTakesTheRoomThatThereIs(columns: Int, bar: String) {
    #expect(progress.bar(at: 5, columns: columns) == bar)
  }

  @Test func whatTakesLongIsToldInSecondsEach() {
    #expect(
      progress.line(at: 200) == "render: 50/200 clips, 10 min 0 s left, 4 s each")
  }

  @Test func aLogHearsOfItAfterSomeSecondsAndThenOnceAMinute() {
    var pace = Pace(.lines, at: 0)
    let shown = (0...130).filter { pace.isDue(at: Double($0)) }
    #expect(shown == [5, 65, 125])
  }
}
