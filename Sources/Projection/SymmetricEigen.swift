/// The eigenvalues and eigenvectors of a small symmetric matrix, by Jacobi's rotations; largest first.
struct SymmetricEigen {
  let values: [Double]
  private let vectors: [Double]
  private let order: [Int]
  private let size: Int

  /// - Parameter matrix: `[size, size]`
  init(_ matrix: [Double], size: Int) {
    var a = matrix
    var v = (0..<size * size).map { $0 / size == $0 % size ? 1.0 : 0.0 }
    let scale = (0..<size).reduce(0.0) { $0 + abs(a[$1 * size + $1]) }
    for _ in 0..<60 {
      var rest = 0.0
      for p in 0..<size { for q in 0..<p { rest += abs(a[p * size + q]) } }
      if rest <= 1e-14 * scale { break }
      for p in 0..<size {
        for q in p + 1..<max(size, p + 1) { Self.rotate(&a, &v, p, q, size) }
      }
    }
    self.size = size
    vectors = v
    order = (0..<size).sorted { (a[$0 * size + $0], $1) > (a[$1 * size + $1], $0) }
    values = order.map { a[$0 * size + $0] }
  }

  /// The vector of the value at that place.
  func vector(_ place: Int) -> [Double] { (0..<size).map { vectors[$0 * size + order[place]] } }

  /// Makes the value at (p, q) zero.
  private static func rotate(
    _ a: inout [Double], _ v: inout [Double], _ p: Int, _ q: Int, _ size: Int
  ) {
    let off = a[p * size + q]
    guard off != 0 else { return }
    let theta = (a[q * size + q] - a[p * size + p]) / (2 * off)
    let t = (theta < 0 ? -1 : 1) / (abs(theta) + (theta * theta + 1).squareRoot())
    let c = 1 / (t * t + 1).squareRoot()
    let s = t * c
    for k in 0..<size {
      let (x, y) = (a[k * size + p], a[k * size + q])
      (a[k * size + p], a[k * size + q]) = (c * x - s * y, s * x + c * y)
    }
    for k in 0..<size {
      let (x, y) = (a[p * size + k], a[q * size + k])
      (a[p * size + k], a[q * size + k]) = (c * x - s * y, s * x + c * y)
    }
    for k in 0..<size {
      let (x, y) = (v[k * size + p], v[k * size + q])
      (v[k * size + p], v[k * size + q]) = (c * x - s * y, s * x + c * y)
    }
  }
}
