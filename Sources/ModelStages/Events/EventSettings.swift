import Configuration
import Digests
import Pipeline

/// How events are made of a model's windows.
package struct EventSettings: Sendable {
  /// From the start of a window to that of the next, in seconds: whole samples.
  package let hopSeconds: Double
  /// Of a window, in seconds.
  package let windowSeconds: Double
  /// For each class: how probable it has to be at some moment of an event.
  package let thresholds: [Double]

  /// Where neither anybody nor the model said one.
  package static let threshold = 0.5

  package init(windowSeconds: Double, hopSeconds: Double, thresholds: [Double]) {
    (self.windowSeconds, self.hopSeconds) = (windowSeconds, hopSeconds)
    self.thresholds = thresholds
  }

  /// - Parameters:
  ///   - hop: nil: half a window, or the model's `segment.hopSeconds` where that is less.
  ///   - thresholds: `0.3` for all classes, or `Siren=0.3` for one; the last that speaks of a class counts. Of
  ///     others the model's own count, where it has them.
  /// - Throws: `EventSettingsError`, a sentence.
  package init(
    _ model: TrainedModel, hop: Double?, thresholds: [EventThreshold]
  ) throws(EventSettingsError) {
    let segment = model.frontEnd.segment
    let rate = Double(segment.sampleRate)
    let hop = hop ?? min(segment.seconds / 2, segment.hopSeconds ?? segment.seconds)
    let windowSeconds = Double(segment.windowLength) / rate
    let hopSeconds = (hop * rate).rounded() / rate
    // A hundred windows over each moment are more than anybody can tell from ten.
    guard hopSeconds <= windowSeconds, hopSeconds >= windowSeconds / 100 else {
      throw .hop(hopSeconds, window: windowSeconds)
    }
    let ofAll = thresholds.last { $0.label == nil }?.value
    let own = ModelThresholds(model.checkpoint, classes: model.classes.count)
    var values = model.classes.indices.map { ofAll ?? own?.values[$0] ?? Self.threshold }
    for threshold in thresholds {
      guard let label = threshold.label else { continue }
      guard let index = model.classes.firstIndex(of: label) else {
        throw .label(label, nearest: model.classes.first { $0.lowercased() == label.lowercased() })
      }
      values[index] = threshold.value
    }
    self.init(windowSeconds: windowSeconds, hopSeconds: hopSeconds, thresholds: values)
  }

  /// What the events of a sound follow from, besides the sound.
  func digest(of model: TrainedModel) -> Digest {
    var text = """
      events \(Self.version)
      model \(Digest(of: model.checkpoint.encoded()))
      hop \(hopSeconds)

      """
    for threshold in thresholds { text += "\(threshold)\n" }
    return Digest(of: Array(text.utf8))
  }

  /// The next where other events come of the same probabilities.
  private static let version = 1
}

/// `0.3`, or `Siren=0.3`.
package struct EventThreshold: Sendable {
  package let label: String?
  package let value: Double

  package init?(_ text: String) {
    // Classes may have the sign in their names.
    let sign = text.lastIndex(of: "=")
    label = sign.map { String(text[..<$0]) }
    guard label != "", let value = Double(sign.map { text[text.index(after: $0)...] } ?? text[...]),
      value > 0, value <= 1
    else { return nil }
    self.value = value
  }
}

package enum EventSettingsError: Error, CustomStringConvertible {
  case hop(Double, window: Double)
  case label(String, nearest: String?)

  package var description: String {
    switch self {
    case .hop(let hop, let window):
      """
      Could not look for events: --hop is \(hop) s, expected at most the model's window of \(window) s, \
      so that nothing is passed over, and at least a hundredth of it.
      """
    case .label(let label, let nearest):
      """
      Could not look for events: --threshold names the class \(label), which the model does not know\
      \(nearest.map { ", but \($0)" } ?? "").
      """
    }
  }
}
