import Audio
import Configuration
import ModelStages
import Pages
import Pipeline
import Report
import Synchronization

/// Files that somebody drops on the page: what is heard in them, when, and what the model goes by.
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
    /// Or why the model cannot be looked into.
    let explainer: Result<SoundExplainer, any Error>
    let network: String
  }

  init(
    _ model: @escaping @Sendable () throws -> TrainedModel, _ configuration: PipelineConfiguration
  ) {
    (self.model, self.configuration) = (model, configuration)
  }

  static let form: HTML = """
    <form class="drop" id="drop" data-most="\(Site.uploadLimit)"><label for="dropped">Drop a sound here, or choose one.</label>
    <input type="file" id="dropped" accept="audio/*,.w64,.aiff,.aif,.caf,.au">
    <p class="note">It is listened to on this machine by the project's model and then removed: \
    \(sizeText(Site.uploadLimit)) and an hour at most.</p></form>
    <audio controls id="own" hidden></audio>
    <div id="heard" role="status" aria-live="polite"></div>
    """

  /// An event that was heard in a file, which is sent once more to see what the model goes by in it.
  struct Event {
    let label: String
    let begin, end: Double

    /// Nil where none is asked about.
    init?(_ query: [String: String]) {
      guard let label = query["class"], let begin = query["from"].flatMap(Double.init),
        let end = query["to"].flatMap(Double.init), begin >= 0, end > begin, end.isFinite
      else { return nil }
      (self.label, self.begin, self.end) = (label, begin, end)
    }
  }

  /// Part of a page: what is heard in a file, or what the model goes by in an event; or why neither can be said.
  func heard(_ path: String, called name: String, _ event: Event?) -> HTML {
    do {
      let header = try AudioHeader.read(path: path)
      guard header.seconds <= Self.longest else {
        return warning(
          """
          It lasts \(decimals(header.seconds / 60, 0)) minutes, and this page listens to an hour at most; \
          soundmark classify --events takes any length.
          """)
      }
      return try ears.withLock { ears in
        let listener = try ears ?? make()
        ears = listener
        return try event.map { try explained(path, name, $0, within: header.seconds, listener) }
          ?? shown(path, name, listener)
      }
    } catch {
      // The person knows the file by its own name.
      let sentence = (error as? AudioFault)?.message ?? "\(error)"
      let own = path.split(separator: "/").last.map(String.init) ?? path
      return warning(sentence.replacing(path, with: name).replacing(own, with: name))
    }
  }

  private func make() throws -> Ears {
    let model = try model()
    // How sure they are, not all models know.
    let knowing = try? SoundClassifier(model, unsure: Sureness.alpha)
    return Ears(
      classifier: try knowing ?? SoundClassifier(model),
      events: try EventListener(model, EventSettings(model, hop: nil, thresholds: [])),
      explainer: Result { try SoundExplainer(model) }, network: model.network)
  }

  private func warning(_ sentence: String) -> HTML { "<p class=\"warning\">\(sentence)</p>" }

  private func shown(_ path: String, _ name: String, _ ears: Ears) throws -> HTML {
    guard let found = try ears.classifier.classify(path: path),
      let heard = try ears.events.listen(to: path)
    else { return warning("soundmark serve is ending.") }
    let excerpt = try ClipExcerpt(
      path: path, stretch: nil, configuration,
      atMost: Int(ServedClip.mostSeconds * Double(configuration.segment.sampleRate)))
    let beginning: HTML =
      excerpt.isCut
      ? "<p class=\"note\">The picture is of the first \(decimals(excerpt.seconds, 0)) s.</p>" : ""
    let picture = try excerpt.framedPicture(of: name, configuration)
    let reasons = reasons {
      try SoundExplanation(of: path, stretch: nil, for: found.label, by: ears.explainer.get())
        .html(of: name)
    }
    let shares = ShareTable(
      "What it is, on the whole", Array(found.probabilities.prefix(5)), marked: nil)
    return """
      <h2>\(name): \(found.label)</h2>
      <p class="note">\(decimals(heard.seconds, 1)) s, by \(ears.network)\
      \(found.isCalibrated ? ", calibrated" : "").</p>\(Sureness.words(found))
      <article class="clip large">\(picture)\(beginning)\(shares.html)</article>
      <section aria-labelledby="why"><h2 id="why" tabindex="-1">What it goes by</h2>\
      <div class="explains large" id="explained">\(reasons)</div></section>
      <section aria-labelledby="events"><h2 id="events">What is heard when</h2>\
      \(Timeline(heard.events, seconds: heard.seconds).html)</section>
      """
  }

  /// In the surest window of an event, or around it where it is shorter than one.
  private func explained(
    _ path: String, _ name: String, _ event: Event, within seconds: Double, _ ears: Ears
  ) throws -> HTML {
    reasons {
      let explainer = try ears.explainer.get()
      let margin = max(0, (explainer.windowSeconds - (event.end - event.begin)) / 2)
      let begin = max(0, min(event.begin, seconds) - margin)
      let stretch = Stretch(start: begin, end: min(seconds, event.end + margin))
      return try SoundExplanation(of: path, stretch: stretch, for: event.label, by: explainer)
        .html(of: name, from: begin)
    }
  }

  /// What the model goes by is an aside: where it cannot be said, all else is.
  private func reasons(_ html: () throws -> HTML) -> HTML {
    do { return try html() } catch { return "<p class=\"note\">\("\(error)" as String)</p>" }
  }
}
