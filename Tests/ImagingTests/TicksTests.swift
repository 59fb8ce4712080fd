import Figures
import Testing

@Suite struct TicksTests {
  @Test(arguments: [
    (0.0, 4.0, ["0", "0.5", "1", "1.5", "2", "2.5", "3", "3.5", "4"]),
    (-41.5, 38.5, ["−40", "−30", "−20", "−10", "0", "10", "20", "30"]),
    (0, 11_025, ["0", "2000", "4000", "6000", "8000", "10000"]),
    (
      0.001, 0.009,
      ["0.001", "0.002", "0.003", "0.004", "0.005", "0.006", "0.007", "0.008", "0.009"]
    ),
    (3, 3, []), (4, 3, []), (0, .infinity, []), (.nan, 1, []),
  ])
  func areRound(lower: Double, upper: Double, labels: [String]) {
    #expect(Ticks.even(from: lower, to: upper, about: 8).map(Ticks.label) == labels)
  }

  @Test func stretchTheLowEnd() {
    #expect(Ticks.decades(from: 21, to: 2000) == [50, 100, 200, 500, 1000, 2000])
    #expect(Ticks.decades(from: 3, to: 4) == [])
  }
}
