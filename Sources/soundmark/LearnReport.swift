import ModelStages
import Pipeline

/// What `soundmark learn` says of the model that it made.
struct LearnReport {
  private let figures: HeldOutFigures
  private let place: String

  init(_ figures: HeldOutFigures, place: String) { (self.figures, self.place) = (figures, place) }

  func show(_ reporter: Reporter) {
    reporter.result("learn: \(sentence)")
    for sentence in doubts { reporter.warn(sentence) }
    for line in rows { reporter.result("  " + line) }
    reporter.result("learn: \(place); try: soundmark classify --model \(place) FILE")
    reporter.result(object)
  }

  /// `of 36 sounds of 12 recordings that it had not learned from, it names 94.4 % right (95 %: 86.1 to 100.0)`
  private var sentence: String {
    guard let value = figures.value else {
      return """
        how well it does on recordings that it has not learned from cannot be said: there is one recording \
        alone, or one of each class
        """
    }
    let interval = figures.interval.map {
      " (95 % interval \(percent($0.lower)) to \(percent($0.upper)))"
    }
    let tested =
      "of \(counted(figures.sounds, "sound")) of \(counted(figures.recordings, "recording")) that it had not "
      + "learned from"
    return figures.isMultiLabel
      ? "mean average precision \(decimals(value, 3))\(interval ?? "") \(tested)"
      : "\(percent(value)) % \(tested) are named right\(interval ?? "")"
  }

  private func percent(_ value: Double) -> String {
    figures.isMultiLabel ? decimals(value, 3) : decimals(100 * value, 1)
  }

  /// What a person should know before they believe it.
  private var doubts: [String] {
    var doubts: [String] = []
    if !figures.ofOneRecording.isEmpty {
      doubts.append(
        "Of \(figures.ofOneRecording.joined(separator: ", ")) there is one recording alone, so that nothing is "
          + "known of how it is told from others; add more.")
    }
    let few = figures.classes.filter { 2..<Self.few ~= $0.recordings }
    if !few.isEmpty {
      doubts.append(
        "Of \(few.map(\.name).joined(separator: ", ")) there are fewer than \(Self.few) recordings; figures of so "
          + "few say little.")
    }
    return doubts
  }

  private static let few = 5

  private var rows: [String] {
    let width = figures.classes.map(\.name.displayWidth).max() ?? 0
    return figures.classes.map { each in
      let name = each.name.leftAligned(in: width)
      let value = each.value.map {
        figures.isMultiLabel
          ? "average precision \(decimals($0, 3))" : "\(percent($0)) % right"
      }
      let other = each.takenFor.map { ", \($0.count) taken for \($0.name)" } ?? ""
      return
        "\(name)  \(counted(each.sounds, "sound")) of \(counted(each.recordings, "recording"))  "
        + (value ?? "not tested") + other
    }
  }

  private var object: JSONObject {
    var object = JSONObject()
    object.set("event", "summary")
    object.set("model", place)
    object.set("sounds", figures.sounds)
    object.set("recordings", figures.recordings)
    if let value = figures.value {
      object.set(figures.isMultiLabel ? "mean_average_precision" : "accuracy", value)
    }
    if let interval = figures.interval {
      object.set("low", interval.lower)
      object.set("high", interval.upper)
    }
    object.set(
      "classes",
      figures.classes.map { each in
        var object = JSONObject()
        object.set("label", each.name)
        object.set("sounds", each.sounds)
        object.set("recordings", each.recordings)
        if let value = each.value {
          object.set(figures.isMultiLabel ? "average_precision" : "recall", value)
        }
        return object
      })
    return object
  }
}
