/// The middle and the spread of a figure over folds or seeds.
public struct Summary: Equatable, Sendable {
  public let count: Int
  public let mean: Double
  /// The sample's standard deviation (divided by `count - 1`); nil for a single value.
  public let deviation: Double?

  /// Nil for no values.
  public init?(_ values: [Double]) {
    guard !values.isEmpty else { return nil }
    count = values.count
    let mean = values.mean
    self.mean = mean
    deviation =
      count > 1
      ? (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(count - 1)).squareRoot() : nil
  }
}

extension [Double] {
  /// The arithmetic mean; not a number for no values.
  var mean: Double { reduce(0, +) / Double(count) }
}
