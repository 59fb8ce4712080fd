import Glibc

/// How a complex transform is taken apart (Cooley and Tukey, Math. Comp. 19, 1965): by decimation in
/// frequency, a radix at a time, in place.
///
/// Any number of points can be: a prime factor p costs p / 2 operations a number, where a factor of 4
/// costs four.
package struct FourierFactors {
  /// The radices in the order in which they are taken: odd primes, an 8 or 2 where the number of
  /// twos is odd, and 4s, which come last because the last step turns nothing.
  package let radices: [Int]
  /// Where frequency k of `points` is in the end.
  package let places: [Int]
  /// exp(-2πik/points) for k in `0..<points`, real and imaginary parts in turn.
  package let roots: [Double]

  package init(_ points: Int) {
    radices = Self.radices(points)
    var places = [Int](repeating: 0, count: points)
    for place in 0..<points {
      var (frequency, weight, rest, block) = (0, 1, place, points)
      for radix in radices {
        block /= radix
        frequency += rest / block * weight
        rest %= block
        weight *= radix
      }
      places[frequency] = place
    }
    self.places = places
    roots = (0..<points).flatMap { k in
      let angle = -2 * Double.pi * Double(k) / Double(points)
      return [cos(angle), sin(angle)]
    }
  }

  /// cos(πk/half) for k in `0...half/2`, then the sines.
  static func turns(half: Int) -> [Double] {
    let angles = (0...half / 2).map { Double.pi * Double($0) / Double(half) }
    return angles.map(cos) + angles.map(sin)
  }

  private static func radices(_ points: Int) -> [Int] {
    var (odd, twos) = (points, 0)
    while odd.isMultiple(of: 2) {
      odd /= 2
      twos += 1
    }
    var radices: [Int] = []
    var factor = 3
    while odd > 1 {
      if factor * factor > odd { factor = odd }
      if odd.isMultiple(of: factor) {
        radices.append(factor)
        odd /= factor
      } else {
        factor += 2
      }
    }
    if twos == 1 { return radices + [2] }
    let eights = twos % 2
    return radices + [Int](repeating: 8, count: eights)
      + [Int](repeating: 4, count: (twos - 3 * eights) / 2)
  }
}
