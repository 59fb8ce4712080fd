import Audio

/// What was heard in a sound, or why nothing could be.
package struct HeardSound: Sendable {
  package let path: String
  /// Frames a second of the file itself, in Hz.
  package let sampleRate: Int
  /// How long it lasts.
  package let seconds: Double
  /// In the order in which they begin.
  package let events: [SoundEvent]
  package let fault: AudioFault?

  package init(path: String, sampleRate: Int, seconds: Double, events: [SoundEvent]) {
    (self.path, self.sampleRate, self.seconds) = (path, sampleRate, seconds)
    self.events = events.sorted { ($0.begin, -$0.confidence) < ($1.begin, -$1.confidence) }
    fault = nil
  }

  package init(path: String, fault: AudioFault) {
    (self.path, sampleRate, seconds, events, self.fault) = (path, 0, 0, [], fault)
  }

  /// The same under another name.
  func named(_ path: String) -> HeardSound {
    HeardSound(path: path, sampleRate: sampleRate, seconds: seconds, events: events)
  }
}
