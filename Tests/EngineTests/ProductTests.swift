import CKernels
import Numerics
import Testing

/// Products of matrices that lie in any way, against sums in float64.
@Suite struct ProductTests {
  private static let (rows, steps, columns) = (29, 300, 37)

  private static func random(_ count: Int, seed: UInt64) -> [Float] {
    var stream = Philox(seed: seed, purpose: "products")
    return (0..<count).map { _ in Float(stream.normal()) }
  }

  private let a = random(rows * steps, seed: 1)
  private let b = random(steps * columns, seed: 2)
  private let start = random(columns, seed: 3)

  @Test(arguments: [false, true], [false, true])
  func equalsItsSums(aIsTransposed: Bool, bIsTransposed: Bool) {
    let (rows, steps, columns) = (Self.rows, Self.steps, Self.columns)
    let found = product(rows: 0..<rows, aIsTransposed, bIsTransposed)
    for row in 0..<rows {
      for column in 0..<columns {
        let sum = (0..<steps).reduce(Double(start[column])) { sum, step in
          let left = a[aIsTransposed ? step * rows + row : row * steps + step]
          let right = b[bIsTransposed ? column * steps + step : step * columns + column]
          return sum + Double(left) * Double(right)
        }
        #expect(abs(Double(found[row * columns + column]) - sum) < 1e-4)
      }
    }
  }

  /// Alone, or among others: more rows at once, and b copied.
  @Test func aRowIsTheSameInAnyCompany() {
    let all = product(rows: 0..<Self.rows, false, false)
    for row in 0..<Self.rows {
      let alone = product(rows: row..<row + 1, false, false)
      #expect(alone == Array(all[row * Self.columns..<(row + 1) * Self.columns]))
    }
  }

  @Test func withoutStepsIsWhatItStartsWith() {
    var c = [Float](repeating: 7, count: 20)
    let nothing = ck_matrix(values: a, row_step: 0, column_step: 1)
    ck_product(nothing, nothing, start, 0, &c, 20, 1, 0, 20)
    #expect(c == Array(start[..<20]))
    ck_product(nothing, nothing, nil, 0, &c, 20, 1, 0, 20)
    #expect(c.allSatisfy { $0 == 0 })
  }

  /// The value behind the last is not touched.
  private func product(
    rows: Range<Int>, _ aIsTransposed: Bool, _ bIsTransposed: Bool
  ) -> [Float] {
    let (steps, columns) = (Self.steps, Self.columns)
    var c = [Float](repeating: 7, count: rows.count * columns + 1)
    a.withUnsafeBufferPointer { a in
      b.withUnsafeBufferPointer { b in
        let (row, step) = aIsTransposed ? (1, Self.rows) : (steps, 1)
        ck_product(
          ck_matrix(
            values: a.baseAddress! + rows.lowerBound * row, row_step: row, column_step: step),
          ck_matrix(
            values: b.baseAddress!, row_step: bIsTransposed ? 1 : columns,
            column_step: bIsTransposed ? steps : 1),
          start, 0, &c, columns, rows.count, steps, columns)
      }
    }
    #expect(c.last == 7)
    return c.dropLast()
  }
}
