import Scoring

/// Something that was heard: a class, from when to when.
package struct SoundEvent: Hashable, Sendable {
  package let label: String
  /// Seconds from the start of the sound.
  package let begin: Double
  package let end: Double
  /// The highest probability of its moments.
  package let confidence: Double

  package init(label: String, begin: Double, end: Double, confidence: Double) {
    (self.label, self.begin, self.end, self.confidence) = (label, begin, end, confidence)
  }
}

/// Makes events of the probabilities of windows that overlap, as they come; what is past is forgotten.
///
/// A sound is a row of moments, each as long as the hop. A class's probability at a moment is the mean over
/// the windows that hear its middle. An event is a run of moments with at least half the class's threshold,
/// of which one reaches the threshold: double thresholding, as sound event detection has it (hysteresis).
package struct EventDetector {
  private let classes: [String]
  private let settings: EventSettings
  private let temperature: Temperature?
  /// Windows that hear the middle of a moment.
  private let span: Int
  /// The last of them, and the number of the first of these.
  private var windows: [[Float]] = []
  private var firstWindow = 0
  private var moment = 0
  private var runs: [Run?]

  /// Moments in a row at which a class may be there.
  private struct Run {
    let first: Int
    var highest: Double
  }

  /// - Parameter temperature: By which probabilities are calibrated, where that is known.
  package init(classes: [String], _ settings: EventSettings, temperature: Temperature? = nil) {
    self.classes = classes
    self.temperature = temperature
    self.settings = settings
    let windows = (settings.windowSeconds / settings.hopSeconds - 0.5).rounded(.up)
    span = max(1, Int(windows))
    runs = Array(repeating: nil, count: classes.count)
  }

  /// Takes the next window, and gives the events that are over.
  ///
  /// - Parameter begins: Is handed what has turned out to be an event, and goes on: its end is that so far.
  package mutating func add(
    _ probabilities: [Float], begins: (SoundEvent) -> Void = { _ in }
  ) -> [SoundEvent] {
    windows.append(probabilities)
    forgetWindows()
    return advance(end: Double(moment + 1) * settings.hopSeconds, begins)
  }

  /// Gives the rest of the events of a sound that lasts so many seconds, and begins anew.
  package mutating func finish(at seconds: Double) -> [SoundEvent] {
    var events: [SoundEvent] = []
    while Double(moment) * settings.hopSeconds < seconds {
      forgetWindows()
      if windows.isEmpty { break }
      events += advance(end: seconds) { _ in }
    }
    for (index, run) in runs.enumerated() {
      if let run { events += event(index, run, end: seconds) }
    }
    self = Self(classes: classes, settings, temperature: temperature)
    return events
  }

  /// Lets go of windows that end before the middle of the next moment.
  private mutating func forgetWindows() {
    while firstWindow <= moment - span, !windows.isEmpty {
      windows.removeFirst()
      firstWindow += 1
    }
  }

  /// Looks at the next moment.
  private mutating func advance(end: Double, _ begins: (SoundEvent) -> Void) -> [SoundEvent] {
    var events: [SoundEvent] = []
    let means = classes.indices.map { index in
      windows.reduce(0.0) { $0 + Double($1[index]) } / Double(windows.count)
    }
    let probabilities = temperature?.applied(to: means) ?? means
    for (index, probability) in probabilities.enumerated() {
      let threshold = settings.thresholds[index]
      if probability >= threshold / 2 {
        let before = runs[index]
        let highest = max(before?.highest ?? 0, probability)
        let run = Run(first: before?.first ?? moment, highest: highest)
        runs[index] = run
        if highest >= threshold, (before?.highest ?? 0) < threshold {
          event(index, run, end: end).forEach(begins)
        }
      } else if let run = runs[index] {
        runs[index] = nil
        events += event(index, run, end: Double(moment) * settings.hopSeconds)
      }
    }
    moment += 1
    return events
  }

  /// None where the threshold was never reached.
  private func event(_ index: Int, _ run: Run, end: Double) -> [SoundEvent] {
    guard run.highest >= settings.thresholds[index] else { return [] }
    return [
      SoundEvent(
        label: classes[index], begin: Double(run.first) * settings.hopSeconds, end: end,
        confidence: run.highest)
    ]
  }
}
