import Audio
import Configuration
import ModelStages
import Pages
import Pipeline
import Report
import Synchronization

/// Files that somebody drops on the page: what is heard in them, and when.
final class DroppedSounds: Sendable {
  /// Seconds of the longest sound that is listened to.
  private static let longest = 3_600.0

  private let model: @Sendable () throws -> TrainedModel
  private let configuration: PipelineConfiguration
  /// What listens; made for the first file. One file at a time.
  private let ears = Mutex<Ears?>(nil)

  /// A network's memory belongs to one caller at a time, which the lock around it sees to.
  private struct Ears: @unchecked Sendable {
    let classifier: SoundClassifier
    let events: EventListener
    let network: String
  }

  init(
    _ model: @escaping @Sendable () throws -> TrainedModel, _ configuration: PipelineConfiguration
  ) {
    (self.model, self.configuration) = (model, configuration)
  }

  static let form: HTML = """
    <form class="drop" id="drop"><label for="dropped">Drop a sound here, or choose one.</label>
    <input type="file" id="dropped" accept="audio/*,.w64,.aiff,.aif,.caf,.au">
    <p class="note">It is listened to on this machine by the project's model and then removed: \
    \(sizeText(64 << 20)) and an hour at most.</p></form>
    <audio controls id="own" hidden></audio>
    <div id="heard" role="status" aria-live="polite"></div>
    """

  /// Part of a page: what is heard in a file, or why nothing could be.
  func heard(_ path: String, called name: String) -> HTML {
    do {
      let header = try AudioHeader.read(path: path)
      let seconds = Double(header.frames) / Double(header.sampleRate)
      guard seconds <= Self.longest else {
        return warning(
          """
          It lasts \(decimals(seconds / 60, 0)) minutes, and this page listens to an hour at most; \
          soundmark classify --events takes any length.
          """)
      }
      return try ears.withLock { ears in
        let listener = try ears ?? make()
        ears = listener
        return try shown(path, name, listener)
      }
    } catch let fault as AudioFault {
      // The person knows the file by its own name.
      return warning(fault.message.replacing(path, with: name))
    } catch {
      return warning("\(error)")
    }
  }

  private func make() throws -> Ears {
    let model = try model()
    return Ears(
      classifier: try SoundClassifier(model),
      events: try EventListener(model, EventSettings(model, hop: nil, thresholds: [])),
      network: model.network)
  }

  private func warning(_ sentence: String) -> HTML { "<p class=\"warning\">\(sentence)</p>" }

  private func shown(_ path: String, _ name: String, _ ears: Ears) throws -> HTML {
    guard let found = try ears.classifier.classify(path: path),
      let heard = try ears.events.listen(to: path)
    else { return warning("soundmark serve is ending.") }
    let excerpt = try ClipExcerpt(
      path: path, stretch: nil, configuration,
      atMost: Int(ServedClip.mostSeconds * Double(configuration.segment.sampleRate)))
    let rows = found.probabilities.prefix(5).map { label, share -> HTML in
      """
      <tr><th scope="row">\(label)</th><td><svg viewBox="0 0 100 8" preserveAspectRatio="none" \
      aria-hidden="true"><rect width="\(decimals(share * 100, 1))" height="8"/></svg></td>\
      <td class="number">\(decimals(share * 100, 1)) %</td></tr>
      """
    }
    let beginning: HTML =
      excerpt.isCut
      ? "<p class=\"note\">The picture is of the first \(decimals(excerpt.seconds, 0)) s.</p>" : ""
    let picture = try excerpt.framedPicture(of: name, configuration)
    return """
      <h2>\(name): \(found.label)</h2>
      <p class="note">\(decimals(heard.seconds, 1)) s, by \(ears.network)\
      \(found.isCalibrated ? ", calibrated" : "").</p>
      <article class="clip large">\(picture)\(beginning)\
      <table class="shares"><caption>What it is, on the whole</caption><tbody>\(rows)</tbody></table>\
      </article>
      <section aria-labelledby="events"><h2 id="events">What is heard when</h2>\
      \(Timeline(heard.events, seconds: heard.seconds).html)</section>
      """
  }
}

/// Events over time, a row a class: as a picture and as a table.
struct Timeline {
  private let events: [SoundEvent]
  private let seconds: Double

  init(_ events: [SoundEvent], seconds: Double) { (self.events, self.seconds) = (events, seconds) }

  private static let mostRows = 20
  private static let mostEvents = 200

  var html: HTML {
    guard !events.isEmpty, seconds > 0 else { return "<p>Nothing that the model is sure of.</p>" }
    var labels: [String] = []
    for event in events where !labels.contains(event.label) { labels.append(event.label) }
    let shown = labels.prefix(Self.mostRows)
    let height = shown.count * 22
    let rows = shown.enumerated().map { place, label -> HTML in
      let bars = events.filter { $0.label == label }.prefix(Self.mostEvents).map { event -> HTML in
        let x = 110 + 200 * event.begin / seconds
        let width = max(1, 200 * (event.end - event.begin) / seconds)
        return """
          <rect class="event" x="\(decimals(x, 1))" y="\(place * 22 + 4)" \
          width="\(decimals(width, 1))" height="13" rx="2" \
          fill-opacity="\(decimals(0.35 + 0.65 * event.confidence, 2))"/>
          """
      }
      return """
        <line class="ground" x1="110" x2="310" y1="\(place * 22 + 19)" y2="\(place * 22 + 19)"/>\
        <text class="end" x="104" y="\(place * 22 + 15)">\(label.prefix(18))</text>\(bars)
        """
    }
    var table = Table(
      "Events", [.text("label"), .number("begin"), .number("end"), .number("confidence")])
    for event in events.prefix(Self.mostEvents) {
      table.add([
        "\(event.label)", "\(decimals(event.begin, 2)) s", "\(decimals(event.end, 2)) s",
        "\(decimals(event.confidence, 2))",
      ])
    }
    let left = events.count - Self.mostEvents
    let rest: HTML =
      left > 0 ? "<p class=\"note\">\(counted(left, "event")) more are left out.</p>" : ""
    return """
      <svg class="timeline" viewBox="0 0 320 \(height + 18)" role="img" \
      aria-label="Timeline of \(counted(events.count, "event"))">\(rows)\
      <text x="110" y="\(height + 13)">0 s</text>\
      <text class="end" x="310" y="\(height + 13)">\(decimals(seconds, 1)) s</text></svg>\
      \(table.html)\(rest)
      """
  }
}
