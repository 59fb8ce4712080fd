/// A share and its interval on a line from 0 to 1; numbers say the same beside it.
public struct IntervalBar {
  private let value: Double
  private let interval: (low: Double, high: Double)?

  public init(_ value: Double, _ interval: (low: Double, high: Double)?) {
    self.value = value
    self.interval = interval
  }

  public var html: HTML {
    let line: HTML =
      if let interval {
        """
        <line class="reach" x1="\(place(interval.low))" x2="\(place(interval.high))" y1="7" y2="7"/>
        """
      } else {
        ""
      }
    return """
      <svg class="interval" viewBox="0 0 128 14" aria-hidden="true">\
      <line class="ground" x1="4" x2="124" y1="7" y2="7"/>\(line)\
      <circle cx="\(place(value))" cy="7" r="3.5"/></svg>
      """
  }

  private func place(_ share: Double) -> String { coordinate(4 + 120 * min(max(share, 0), 1)) }
}

/// With the tenths that a screen shows.
func coordinate(_ value: Double) -> String {
  let tenths = Int((value * 10).rounded())
  return tenths % 10 == 0
    ? "\(tenths / 10)" : "\(tenths < 0 ? "-" : "")\(abs(tenths) / 10).\(abs(tenths) % 10)"
}
