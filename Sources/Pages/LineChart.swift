/// Lines over a common horizontal axis, such as losses over epochs.
public struct LineChart {
  /// What an axis measures, where it begins and ends, and the numbers that are written along it.
  public struct Axis {
    let name: String
    let range: ClosedRange<Double>
    let ticks: [(value: Double, label: String)]

    public init(
      _ name: String, _ range: ClosedRange<Double>, ticks: [(value: Double, label: String)]
    ) {
      self.name = name
      self.range = range
      self.ticks = ticks
    }
  }

  private let summary: String
  private let x: Axis
  private let y: Axis
  private let lines: [[(x: Double, y: Double)]]
  private let faint: [(name: String, points: [(x: Double, y: Double)])]
  private let reference: (from: (x: Double, y: Double), to: (x: Double, y: Double))?

  /// - Parameters:
  ///   - summary: What a person would see, in words.
  ///   - faint: Lines behind the others, which tell their names where they are pointed at.
  ///   - reference: The ends of a line in the ground, to hold the others against.
  public init(
    _ summary: String, x: Axis, y: Axis, lines: [[(x: Double, y: Double)]],
    faint: [(name: String, points: [(x: Double, y: Double)])] = [],
    reference: (from: (x: Double, y: Double), to: (x: Double, y: Double))? = nil
  ) {
    self.summary = summary
    self.x = x
    self.y = y
    self.lines = lines
    self.faint = faint
    self.reference = reference
  }

  private static let (left, top, width, height) = (40.0, 22.0, 300.0, 146.0)

  public var html: HTML {
    let (left, top, width, height) = (Self.left, Self.top, Self.width, Self.height)
    let across = y.ticks.map { tick -> HTML in
      let place = vertical(tick.value)
      return """
        <line class="ground" x1="\(coordinate(left))" x2="\(coordinate(left + width))" \
        y1="\(coordinate(place))" y2="\(coordinate(place))"/>\
        <text class="end" x="\(coordinate(left - 6))" y="\(coordinate(place + 4))">\(tick.label)</text>
        """
    }
    let along = x.ticks.map { tick -> HTML in
      """
      <text class="middle" x="\(coordinate(horizontal(tick.value)))" \
      y="\(coordinate(top + height + 16))">\(tick.label)</text>
      """
    }
    let ground = reference.map { line -> HTML in
      """
      <line class="ground" x1="\(coordinate(horizontal(line.from.x)))" x2="\(coordinate(horizontal(line.to.x)))" \
      y1="\(coordinate(vertical(line.from.y)))" y2="\(coordinate(vertical(line.to.y)))"/>
      """
    }
    let faint = faint.map { line -> HTML in
      "<polyline class=\"faint\" points=\"\(points(line.points))\"><title>\(line.name)</title></polyline>"
    }
    let lines = lines.map { line -> HTML in "<polyline points=\"\(points(line))\"/>" }
    return """
      <svg class="chart" viewBox="0 0 360 200" role="img" aria-label="\(summary)">\(across)\(along)\(ground ?? "")\
      <text x="0" y="10">\(y.name)</text>\
      <text class="end" x="\(coordinate(left + width))" y="\(coordinate(top + height + 30))">\
      \(x.name)</text>\(faint)\(lines)</svg>
      """
  }

  private func points(_ line: [(x: Double, y: Double)]) -> String {
    line.filter { $0.x.isFinite && $0.y.isFinite }.map {
      "\(coordinate(horizontal($0.x))),\(coordinate(vertical($0.y)))"
    }.joined(separator: " ")
  }

  private func horizontal(_ value: Double) -> Double {
    Self.left + Self.width * share(value, of: x.range)
  }

  private func vertical(_ value: Double) -> Double {
    Self.top + Self.height * (1 - share(value, of: y.range))
  }

  private func share(_ value: Double, of range: ClosedRange<Double>) -> Double {
    let extent = range.upperBound - range.lowerBound
    return extent > 0 ? min(max((value - range.lowerBound) / extent, 0), 1) : 0
  }
}
