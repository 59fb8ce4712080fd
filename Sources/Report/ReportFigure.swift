import Pages
import Pipeline

/// A share between 0 and 1, and where it may lie: in the texts that a view has, so that nothing is lost.
struct ReportFigure {
  let value: String
  let interval: (low: String, high: String)?

  /// As views have them; without an interval, its ends are empty.
  init(value: String, low: String, high: String) {
    self.value = value
    interval = low.isEmpty ? nil : (low, high)
  }

  var number: Double { Double(value) ?? 0 }

  /// "65.3 %"
  var percent: HTML { Self.percent(value) }

  /// "61.2 – 69.4 %"
  var ends: HTML {
    guard let interval else { return "no interval" }
    return """
      <data value="\(interval.low)">\(decimals((Double(interval.low) ?? 0) * 100, 1))</data> –\
       <data value="\(interval.high)">\(decimals((Double(interval.high) ?? 0) * 100, 1))</data> %
      """
  }

  /// The figure, its interval, and both as a line.
  var cell: HTML { "\(percent) <span class=\"ends\">\(ends)</span>\(bar)" }

  /// Without the line, for tables of many columns.
  var words: HTML { "\(percent)<br><span class=\"ends\">\(ends)</span>" }

  private var bar: HTML {
    IntervalBar(number, interval.map { (Double($0.low) ?? 0, Double($0.high) ?? 0) }).html
  }

  /// The figure as people read it, and as its view has it for who counts.
  static func percent(_ value: String) -> HTML {
    guard let number = Double(value) else { return "–" }
    return "<data value=\"\(value)\">\(decimals(number * 100, 1)) %</data>"
  }
}
