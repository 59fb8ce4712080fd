import Glibc

/// Round numbers to write along an axis.
package enum Ticks {
  /// Multiples of 1, 2 or 5 times a power of ten in `lower...upper`, about as many as asked for.
  package static func even(from lower: Double, to upper: Double, about count: Int) -> [Double] {
    guard upper > lower, (upper - lower).isFinite else { return [] }
    let rough = (upper - lower) / Double(max(count, 1))
    let power = pow(10, floor(log10(rough)))
    let step = ([1, 2, 5].map { $0 * power }.first { $0 >= rough }) ?? 10 * power
    let places = (lower / step).rounded(.up)...(upper / step).rounded(.down)
    return stride(from: places.lowerBound, through: places.upperBound, by: 1).map { $0 * step }
  }

  /// 1, 2 and 5 times the powers of ten in `lower...upper`, for axes that stretch the low end.
  package static func decades(from lower: Double, to upper: Double) -> [Double] {
    (0...6).flatMap { power in [1, 2, 5].map { $0 * pow(10, Double(power)) } }
      .filter { lower <= $0 && $0 <= upper }
  }

  /// The number without digits that say nothing.
  package static func label(_ value: Double) -> String {
    let rounded = (value * 1000).rounded() / 1000
    return rounded == rounded.rounded() && abs(rounded) < 1e15
      ? "\(Int(rounded))".replacingSign : "\(rounded)".replacingSign
  }
}

extension String {
  /// A minus sign as wide as a digit, in place of the hyphen.
  fileprivate var replacingSign: String { hasPrefix("-") ? "−" + dropFirst() : self }
}
