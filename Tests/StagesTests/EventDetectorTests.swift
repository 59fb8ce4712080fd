import ModelStages
import Scoring
import Testing

/// From probabilities of windows that overlap to events.
@Suite struct EventDetectorTests {
  private func events(
    _ windows: [Float], window: Double = 4, hop: Double = 2, threshold: Double = 0.5,
    seconds: Double
  ) -> [SoundEvent] {
    var detector = EventDetector(
      classes: ["siren"],
      EventSettings(windowSeconds: window, hopSeconds: hop, thresholds: [threshold]))
    return windows.flatMap { detector.add([$0]) } + detector.finish(at: seconds)
  }

  /// Windows at 0, 2, … 8 s; the moments' means are 0.1, 0.5, 0.9, 0.5, 0.1, 0.1.
  @Test func aMomentIsTheMeanOfTheWindowsThatHearIt() {
    let found = events([0.1, 0.9, 0.9, 0.1, 0.1], seconds: 12)
    #expect(found.count == 1)
    #expect(found.first?.begin == 2 && found.first?.end == 8)
    #expect(abs(found[0].confidence - 0.9) < 1e-6)
  }

  /// What never reaches the threshold is no event; what does lasts while it is half of it, to both sides.
  @Test func anEventBeginsAndEndsAtHalfItsThreshold() {
    #expect(events([0.4, 0.45, 0.4], hop: 4, seconds: 12).isEmpty)
    let found = events([0.2, 0.3, 0.6, 0.26, 0.2, 0.6], hop: 4, seconds: 24)
    #expect(found.map(\.begin) == [4, 20] && found.map(\.end) == [16, 24])
    #expect(events([0.2, 0.3, 0.6], hop: 4, threshold: 0.7, seconds: 12).isEmpty)
  }

  /// The last moments are heard by fewer windows, a short sound by one; none lasts beyond the end.
  @Test func endsWithTheSound() {
    #expect(events([0.9], seconds: 1).map(\.end) == [1])
    #expect(events([0.9], seconds: 3.5).map(\.end) == [3.5])
    let found = events([0, 0, 0.9], seconds: 7.25)
    #expect(found.map(\.begin) == [4] && found.map(\.end) == [7.25])
  }

  /// Four windows hear each moment where the hop is a quarter.
  @Test func smoothsOverAllWindows() {
    let found = events([0, 0, 0.8, 0.8, 0.8, 0.8, 0, 0], hop: 1, threshold: 0.8, seconds: 11)
    #expect(found.map(\.begin) == [3] && found.map(\.end) == [8])
  }

  /// By a temperature of 2, 0.9 of two classes is worth 0.75.
  @Test func calibratesMomentsWhereTheModelKnowsHow() {
    var detector = EventDetector(
      classes: ["dog", "siren"],
      EventSettings(windowSeconds: 1, hopSeconds: 1, thresholds: [0.8, 0.7]),
      temperature: Temperature(2))
    let found = detector.add([0.1, 0.9]) + detector.add([0.9, 0.1]) + detector.finish(at: 2)
    #expect(found.map(\.label) == ["siren"])
    #expect(abs(found[0].confidence - 0.75) < 1e-6)
  }

  @Test func saysWhatBeginsOnce() {
    var detector = EventDetector(
      classes: ["dog", "siren"],
      EventSettings(windowSeconds: 1, hopSeconds: 1, thresholds: [0.5, 0.5]))
    var begun: [SoundEvent] = []
    for window: [Float] in [[0, 0.3], [0, 0.6], [0.7, 0.9], [0.7, 0.1]] {
      _ = detector.add(window) { begun.append($0) }
    }
    #expect(begun.map(\.label) == ["siren", "dog"])
    #expect(begun.map(\.begin) == [0, 2] && begun.map(\.end) == [2, 3])
  }

  @Test(arguments: ["0", "1.1", "x", "=0.5", "a=", "a=2", "nan"])
  func refusesThresholdsThatAreNone(_ text: String) { #expect(EventThreshold(text) == nil) }

  @Test func aThresholdMayBeOfOneClass() throws {
    let threshold = try #require(EventThreshold("a=b=0.25"))
    #expect(threshold.label == "a=b" && threshold.value == 0.25)
  }
}
