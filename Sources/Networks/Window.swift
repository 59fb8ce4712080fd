import JSON

/// Pixels over which a layer goes, or between its steps: one number in JSON, or `[height, width]`.
package struct Window: Hashable, Sendable, CustomStringConvertible {
  package var height: Int
  package var width: Int

  package init(_ height: Int, _ width: Int) {
    self.height = height
    self.width = width
  }

  package init(_ side: Int) { self.init(side, side) }

  package var description: String { "\(height) x \(width)" }

  init?(_ json: JSONValue) {
    switch json {
    case .integer(let side): self.init(side)
    case .list(let sides):
      guard sides.count == 2, case .integer(let height) = sides[0],
        case .integer(let width) = sides[1]
      else { return nil }
      self.init(height, width)
    default: return nil
    }
  }

  var json: JSONValue {
    height == width ? .integer(height) : .list([.integer(height), .integer(width)])
  }

  /// The map that windows so far apart make of a map.
  /// - Throws: where the map is smaller than a window.
  package func positions(
    over height: Int, _ width: Int, stride: Window, padding: Window, dilation: Int = 1
  ) throws(LayerFault) -> (height: Int, width: Int) {
    let rows = height + 2 * padding.height - dilation * (self.height - 1) - 1
    let columns = width + 2 * padding.width - dilation * (self.width - 1) - 1
    guard rows >= 0, columns >= 0 else {
      let least = Window(height - min(rows, 0), width - min(columns, 0))
      throw LayerFault(
        found: "gets maps of \(height) x \(width)", expected: "at least \(least)",
        advice: "render more bands or longer clips")
    }
    return (rows / stride.height + 1, columns / stride.width + 1)
  }
}
