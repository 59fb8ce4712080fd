import Figures
import Pages
import Pipeline

/// A spectrogram with its hertz and seconds, over which a playhead moves.
struct SpectrogramPicture {
  let name: String
  /// When it begins, in the sound that is played.
  var start = 0.0
  let seconds: Double
  /// Of the bands, from the lowest on, in Hz.
  let bandFrequencies: [Double]
  /// The picture's address, or itself as one.
  let source: String

  private static let (left, top, width, height) = (36.0, 4.0, 280.0, 120.0)

  var html: HTML {
    let (left, top, width, height) = (Self.left, Self.top, Self.width, Self.height)
    let highest = bandFrequencies.last ?? 0
    let times = Ticks.even(from: start, to: start + seconds, about: 4).map { second -> HTML in
      let place = left + width * (second - start) / seconds
      // A label in the middle of the last tick would be cut by the edge.
      let isLast = place > left + width - 10
      return """
        <text class="\(isLast ? "end" : "middle")" x="\(decimals(isLast ? 320 : place, 1))" y="138">\
        \(Ticks.label(second)) s</text>
        """
    }
    let from: HTML = start > 0 ? " data-start=\"\(decimals(start, 4))\"" : ""
    return """
      <svg class="sono" viewBox="0 0 320 142" role="img" data-seconds="\(decimals(seconds, 4))"\(from) \
      data-left="\(Int(left))" data-width="\(Int(width))" \
      aria-label="Spectrogram of \(name): \(decimals(seconds, 1)) s, up to \(Int(highest)) Hz">\
      <image x="\(Int(left))" y="\(Int(top))" width="\(Int(width))" height="\(Int(height))" \
      preserveAspectRatio="none" href="\(source)"/>\(hertz)\(times)\
      <line class="playhead" x1="\(Int(left))" x2="\(Int(left))" y1="\(Int(top))" \
      y2="\(Int(top + height))"/></svg>
      """
  }

  /// Where bands are of round frequencies, no two labels over each other.
  private var hertz: [HTML] {
    guard bandFrequencies.count > 1 else { return [] }
    var last = Double.infinity
    return Ticks.decades(from: bandFrequencies[0], to: bandFrequencies.last!).compactMap {
      frequency -> HTML? in
      guard let above = bandFrequencies.firstIndex(where: { $0 >= frequency }) else { return nil }
      let below = max(above - 1, 0)
      let step = bandFrequencies[above] - bandFrequencies[below]
      let band =
        Double(below) + (step > 0 ? (frequency - bandFrequencies[below]) / step : 0) + 0.5
      let place = Self.top + Self.height * (1 - band / Double(bandFrequencies.count))
      guard last - place >= 13 else { return nil }
      last = place
      let text = frequency >= 1000 ? "\(Int(frequency / 1000)) k" : "\(Int(frequency))"
      return "<text class=\"end\" x=\"32\" y=\"\(decimals(place + 4, 1))\">\(text)</text>"
    }
  }
}
