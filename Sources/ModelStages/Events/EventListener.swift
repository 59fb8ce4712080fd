import Audio
import Configuration
import Learning
import Pipeline

/// Says what is heard in sounds of any length, and when, by a model alone.
package final class EventListener {
  package let model: TrainedModel
  package let settings: EventSettings
  private let segments: SoundSegments
  private let classifier: WindowClassifier

  /// Windows in a batch: with more there is no gain, and each takes the memory of a spectrogram.
  private static let batchSize = 8

  /// - Parameter isLive: Whether each window is asked about at once.
  /// - Throws: `ModelError`, a sentence that names what is wrong with the model.
  package init(_ model: TrainedModel, _ settings: EventSettings, isLive: Bool = false) throws {
    self.model = model
    self.settings = settings
    segments = try SoundSegments(model.frontEnd, hop: settings.hopSeconds)
    classifier = try WindowClassifier(model, batchSize: isLive ? 1 : Self.batchSize)
  }

  private var newDetector: EventDetector {
    EventDetector(
      classes: model.classes, settings,
      temperature: ModelTemperature(model.checkpoint)?.temperature)
  }

  /// - Returns: nil when it was interrupted.
  /// - Throws: `AudioFault` where the file gives no samples.
  package func listen(to path: String) throws -> HeardSound? {
    var detector = newDetector
    var events: [SoundEvent] = []
    defer { classifier.abandon() }
    let header = try segments.forEach(of: path) { _, render in
      try classifier.add(render) { events += detector.add($0) }
    }
    guard let header else { return nil }
    try classifier.finish { events += detector.add($0) }
    events += detector.finish(at: header.seconds)
    return HeardSound(
      path: path, sampleRate: header.sampleRate, seconds: header.seconds, events: events)
  }

  /// Hands on events while they are heard, until the sound ends.
  ///
  /// - Parameters:
  ///   - begins: Is handed an event that goes on.
  ///   - ends: Is handed an event when it is over.
  /// - Throws: `AudioFault`, or what the others throw.
  package func listen(
    to pipe: inout SoundPipe, begins: (SoundEvent) -> Void, ends: (SoundEvent) -> Void
  ) throws {
    var detector = newDetector
    var seconds = 0.0
    let rate = Double(model.frontEnd.segment.sampleRate)
    defer { classifier.abandon() }
    func hear(_ probabilities: [Float]) {
      detector.add(probabilities, begins: begins).forEach(ends)
    }
    try segments.forEach(of: &pipe) { window, render in
      seconds = Double(window.start + window.signalCount) / rate
      try classifier.add(render, hear)
      try classifier.finish(hear)
    }
    detector.finish(at: seconds).forEach(ends)
  }
}
