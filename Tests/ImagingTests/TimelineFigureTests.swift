import Figures
import Testing

@Suite struct TimelineFigureTests {
  private func areas(_ rows: [(String, [TimelineFigure.Bar])], seconds: Double = 100) throws
    -> [UInt32: Int]
  {
    let image = try TimelineFigure(
      title: "", seconds: seconds, rows: rows.map { (label: $0.0, bars: $0.1) }
    ).image()
    var areas: [UInt32: Int] = [:]
    for row in 0..<image.height {
      for column in 0..<image.width {
        areas[image.color(row: row, column: column), default: 0] += 1
      }
    }
    return areas
  }

  private static let sure: UInt32 = 0x1F6FA8

  /// A row is 688 points of two pixels wide, a bar 14 high.
  @Test func aBarIsAsLongAsItsEventAndAsDarkAsItsConfidence() throws {
    let whole = try areas([("a", [.init(begin: 0, end: 100, confidence: 1)])])
    #expect(whole[Self.sure] == 4 * 688 * 14)
    let half = try areas([("a", [.init(begin: 25, end: 75, confidence: 1)])])
    #expect(half[Self.sure] == 2 * 688 * 14)
    let faint = try areas([("a", [.init(begin: 0, end: 100, confidence: 0.5)])])
    #expect(faint[Self.sure] == nil)
  }

  @Test func drawsWhatIsShortAndNothingBeyondTheEnd() throws {
    let short = try areas([("a", [.init(begin: 50, end: 50.001, confidence: 1)])])
    #expect(short.keys.contains { $0 != 0xFFFFFF && $0 & 0xFF > $0 >> 16 })
    let beyond = try areas([("a", [.init(begin: 50, end: 900, confidence: 1)])])
    #expect(beyond[Self.sure] == 2 * 688 * 14)
    #expect(try areas([], seconds: 0)[Self.sure] == nil)
  }
}
