import ModelStages
import Pages
import Pipeline

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
      "Events",
      [.text("label"), .number("begin"), .number("end"), .number("confidence"), .text("goes by")])
    for event in events.prefix(Self.mostEvents) {
      table.add([
        "\(event.label)", "\(decimals(event.begin, 2)) s", "\(decimals(event.end, 2)) s",
        "\(decimals(event.confidence, 2))",
        """
        <button type="button" class="explain" data-class="\(event.label)" \
        data-from="\(decimals(event.begin, 3))" data-to="\(decimals(event.end, 3))" \
        aria-label="What it goes by: \(event.label) at \(decimals(event.begin, 2)) s">show</button>
        """,
      ])
    }
    let left = events.count - Self.mostEvents
    let rest: HTML =
      left > 0 ? "<p class=\"note\">\(counted(left, "event")) more are left out.</p>" : ""
    return """
      <svg class="timeline" viewBox="0 0 320 \(height + 18)" role="img" \
      data-seconds="\(decimals(seconds, 4))" data-left="110" data-width="200" \
      aria-label="Timeline of \(counted(events.count, "event"))">\(rows)\
      <line class="playhead" x1="110" x2="110" y1="0" y2="\(height)"/><text x="110" y="\(height + 13)">0 s</text>\
      <text class="end" x="310" y="\(height + 13)">\(decimals(seconds, 1)) s</text></svg>\
      \(table.html)\(rest)
      """
  }
}
