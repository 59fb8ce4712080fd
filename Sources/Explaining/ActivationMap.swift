/// Where in a spectrogram a network's evidence for a class lies, in the cells of its last map.
public struct ActivationMap: Equatable, Sendable {
  /// Cells across the bands and across the frames.
  public let height, width: Int
  /// `[height, width]`, row 0 the lowest bands; nothing below zero. In the unit of the class's logit per cell,
  /// so that cells of one map compare, and maps of one network for one class.
  public let values: [Float]

  package init(height: Int, width: Int, values: [Float]) {
    (self.height, self.width, self.values) = (height, width, values)
  }

  /// Grad-CAM (Selvaraju and others 2017): the maps' sum, each weighed by its mean slope, and what speaks
  /// against the class left out.
  /// - Parameters:
  ///   - maps: `[channels, pixels]`
  ///   - slopes: of the class's logit by each of them
  init(_ map: LastMap, maps: ArraySlice<Float>, slopes: ArraySlice<Float>) {
    let pixels = map.height * map.width
    var sums = [Float](repeating: 0, count: pixels)
    for channel in 0..<map.channels {
      let first = channel * pixels
      let own = slopes.dropFirst(first).prefix(pixels)
      let weight = Float(own.reduce(0.0) { $0 + Double($1) } / Double(pixels))
      for (pixel, value) in maps.dropFirst(first).prefix(pixels).enumerated() {
        sums[pixel] += weight * value
      }
    }
    if map.isTransposed {
      let lying = sums
      for row in 0..<map.height {
        for column in 0..<map.width {
          sums[row * map.width + column] = lying[column * map.height + row]
        }
      }
    }
    self.init(height: map.height, width: map.width, values: sums.map { max($0, 0) })
  }

  /// Over the whole spectrogram, `[bands, frames]`: between the cells' middles in proportion, as torch's
  /// `interpolate(mode="bilinear")`.
  public func spread(bands: Int, frames: Int) -> [Float] {
    let (rows, columns) = (Self.places(bands, among: height), Self.places(frames, among: width))
    return rows.flatMap { row in
      columns.map { column in
        func mixed(_ row: Int) -> Float {
          let line = row * width
          return values[line + column.low] * (1 - column.share) + values[line + column.high]
            * column.share
        }
        return mixed(row.low) * (1 - row.share) + mixed(row.high) * row.share
      }
    }
  }

  /// The cells to both sides of each of `count` places, and the upper one's share.
  private static func places(_ count: Int, among cells: Int) -> [(
    low: Int, high: Int, share: Float
  )] {
    (0..<count).map { index in
      let exact = max(0, (Float(index) + 0.5) * Float(cells) / Float(count) - 0.5)
      let low = min(Int(exact), cells - 1)
      return (low, min(low + 1, cells - 1), exact - Float(low))
    }
  }
}
