/// Logarithm and exponential made of IEEE additions, multiplications and divisions alone.
///
/// A C library's may differ in the last bit from one CPU or version to the next; random numbers
/// made with these are the same everywhere.
package enum PortableMath {
  private static let ln2 = 0.693147180559945309417232121458

  /// The natural logarithm of a positive, normal number, to about 1e-15 of its value.
  package static func log(_ x: Double) -> Double {
    precondition(x.isNormal && x > 0)
    var exponent = Double(x.exponent)
    var mantissa = x.significand
    if mantissa > 1.4142135623730951 {
      mantissa /= 2
      exponent += 1
    }
    // ln m = 2 artanh z with |z| < 0.172, so that eleven terms suffice.
    let z = (mantissa - 1) / (mantissa + 1)
    var sum = 0.0
    var odd = 21.0
    while odd > 0 {
      sum = sum * z * z + 1 / odd
      odd -= 2
    }
    return exponent * ln2 + 2 * z * sum
  }

  /// `e` to the power of `x`, to about 1e-15 of its value times `x`; 0 below −700.
  package static func exp(_ x: Double) -> Double {
    precondition(x < 700)
    guard x > -700 else { return 0 }
    let power = (x / ln2).rounded()
    let rest = x - power * ln2
    var sum = 1.0
    var term = 18.0
    while term > 0 {
      sum = 1 + sum * rest / term
      term -= 1
    }
    return Double(sign: .plus, exponent: Int(power), significand: sum)
  }
}
