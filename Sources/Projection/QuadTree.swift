/// Points of a plane in squares within squares, so that those far away count as one (Barnes and Hut 1986).
///
/// Nodes lie in the order in which they are visited; each knows the one behind all that it contains.
struct QuadTree {
  struct Node {
    /// The mean of its points.
    var centre: SIMD2<Double>
    var count: Double
    /// Of the square's side.
    var squaredSide: Double
    /// Behind its last descendant.
    var next: Int32
    /// Whether its points are so near to each other, or so few, that it is divided no further.
    var isLeaf: Bool
  }

  private(set) var nodes: [Node] = []
  /// Their numbers, neighbours beside each other.
  private(set) var order: [Int32] = []
  private var keys: [UInt64] = []

  private static let levels = 20
  /// Of a key's low bits, which hold the point's number.
  private static let numberBits = UInt64(24)

  /// Takes points, fewer than 16 million, in the place of those before.
  mutating func build(_ points: UnsafeBufferPointer<SIMD2<Double>>) {
    nodes.removeAll(keepingCapacity: true)
    guard let first = points.first else { return order = [] }
    var (low, high) = (first, first)
    for point in points {
      low = pointwiseMin(low, point)
      high = pointwiseMax(high, point)
    }
    let side = max((high - low).max(), 1e-200) * 1.000001
    let cells = Double(1 << Self.levels) / side
    keys.removeAll(keepingCapacity: true)
    for (number, point) in points.enumerated() {
      let place = (point - low) * cells
      let key = Self.spread(UInt64(place.x)) | Self.spread(UInt64(place.y)) << 1
      keys.append(key << Self.numberBits | UInt64(number))
    }
    keys.sort()
    order = keys.map { Int32($0 & (1 << Self.numberBits - 1)) }
    _ = add(0..<points.count, level: 0, side: side, points)
  }

  /// Puts a zero between the bits of a number.
  private static func spread(_ number: UInt64) -> UInt64 {
    var bits = number & 0xFFFF_FFFF
    bits = (bits | bits << 16) & 0x0000_FFFF_0000_FFFF
    bits = (bits | bits << 8) & 0x00FF_00FF_00FF_00FF
    bits = (bits | bits << 4) & 0x0F0F_0F0F_0F0F_0F0F
    bits = (bits | bits << 2) & 0x3333_3333_3333_3333
    return (bits | bits << 1) & 0x5555_5555_5555_5555
  }

  /// - Returns: the sum of the range's points.
  private mutating func add(
    _ range: Range<Int>, level: Int, side: Double, _ points: UnsafeBufferPointer<SIMD2<Double>>
  ) -> SIMD2<Double> {
    var (level, side) = (level, side)
    // Squares that all points share are passed over.
    while range.count > 1, level < Self.levels,
      quadrant(range.lowerBound, level) == quadrant(range.upperBound - 1, level)
    {
      level += 1
      side /= 2
    }
    let isLeaf = range.count == 1 || level == Self.levels
    let own = nodes.count
    nodes.append(
      Node(
        centre: .zero, count: Double(range.count), squaredSide: isLeaf ? 0 : side * side, next: 0,
        isLeaf: isLeaf))
    var sum = SIMD2<Double>.zero
    if isLeaf {
      for place in range { sum += points[Int(order[place])] }
    } else {
      var first = range.lowerBound
      while first < range.upperBound {
        let own = quadrant(first, level)
        var end = first + 1
        while end < range.upperBound, quadrant(end, level) == own { end += 1 }
        sum += add(first..<end, level: level + 1, side: side / 2, points)
        first = end
      }
    }
    nodes[own].centre = sum / Double(range.count)
    nodes[own].next = Int32(nodes.count)
    return sum
  }

  /// Of the four in a square of that level, where the point at that place lies.
  private func quadrant(_ place: Int, _ level: Int) -> UInt64 {
    keys[place] >> (Self.numberBits + UInt64(2 * (Self.levels - 1 - level))) & 3
  }
}
