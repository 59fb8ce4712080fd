import Figures
import Testing

@Suite struct ConfusionFigureTests {
  private static let blue: UInt32 = 0x1F6FA8
  private static let red: UInt32 = 0xD0453E

  /// A cell is 46 points of two pixels wide; its number hides a part.
  private static let mostOfACell = 6_000

  @Test func coloursWhatIsRightAndWhatIsNot() throws {
    let counts = try [([5, 0, 0, 7], 2, 0), ([0, 5, 7, 0], 0, 2), ([9, 0, 1, 0], 1, 1)].map {
      (counts, blue, red) in
      let areas = try areas(ConfusionFigure(classes: ["a", "b"], counts: counts, title: ""))
      return (areas[Self.blue, default: 0] / Self.mostOfACell == blue)
        && (areas[Self.red, default: 0] / Self.mostOfACell == red)
    }
    #expect(counts == [true, true, true])
  }

  /// A quarter of the row is a quarter of the way from white.
  @Test func coloursByShareOfTheRow() throws {
    let areas = try areas(
      ConfusionFigure(classes: ["a", "b"], counts: [300, 100, 0, 1], title: ""))
    #expect(areas[0xF3D0CF, default: 0] > Self.mostOfACell)
    #expect(areas[0x5793BE, default: 0] > Self.mostOfACell)
    #expect(areas[Self.blue, default: 0] > Self.mostOfACell)
  }

  @Test func writesTheNames() throws {
    func dark(_ classes: [String], title: String = "") throws -> Int {
      try areas(ConfusionFigure(classes: classes, counts: [0, 0, 0, 0], title: title))[
        0x222222, default: 0]
    }
    let short = try dark(["a", "b"])
    #expect(try dark(["children_playing", "b"]) > short + 300)
    #expect(try dark(["a", "b"], title: "cnn4") > short + 300)
  }

  @Test func growsWithItsText() throws {
    let plain = try ConfusionFigure(classes: ["a"], counts: [1], title: "t").image()
    let long = try ConfusionFigure(
      classes: ["a"], counts: [1], title: String(repeating: "title ", count: 20)
    ).image()
    let told = try ConfusionFigure(
      classes: ["a"], counts: [1], title: "t", subtitle: String(repeating: "words ", count: 50)
    ).image()
    #expect(long.width > 2 * plain.width && long.height == plain.height)
    #expect(told.height > plain.height && told.width == plain.width)
  }

  @Test func drawsHostileNames() throws {
    let names = ["\u{0}", "\u{1B}[31m\n", "<script>", String(repeating: "犬", count: 200), ""]
    let figure = ConfusionFigure(
      classes: names, counts: [Int](repeating: .max / 100, count: 25), title: "\u{0}")
    #expect(try DecodedPNG(figure.encoded(texts: [("Title", "x")])).width > 1000)
    // A control character is shown as one that has no glyph, and does not end the text.
    let titles = try ["", "\u{0}", "\u{0}cnn4"].map { title in
      try areas(ConfusionFigure(classes: ["a"], counts: [0], title: title))[0x222222, default: 0]
    }
    #expect(titles[0] < titles[1] && titles[1] < titles[2])
  }

  private func areas(_ figure: ConfusionFigure) throws -> [UInt32: Int] {
    try DecodedPNG(figure.encoded()).colors.reduce(into: [:]) { $0[$1, default: 0] += 1 }
  }
}
