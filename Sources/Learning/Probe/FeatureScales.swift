/// What standardises each feature of rows, scikit-learn's `StandardScaler`: what is only rounding is no deviation,
/// and a feature that does not deviate is only centred.
struct FeatureScales {
  let means, deviations: [Double]

  /// - Parameter rows: `[rows, features]`
  init(of rows: [Double], features: Int) {
    let count = Double(rows.count / features)
    var means = [Double](repeating: 0, count: features)
    var squares = [Double](repeating: 0, count: features)
    for place in rows.indices { means[place % features] += rows[place] / count }
    for place in rows.indices {
      let difference = rows[place] - means[place % features]
      squares[place % features] += difference * difference / count
    }
    deviations = zip(squares, means).map { square, mean in
      square > 1e-14 * mean * mean ? square.squareRoot() : 1
    }
    self.means = means
  }

  func standardise(_ rows: inout [Double]) {
    for place in rows.indices {
      let feature = place % means.count
      rows[place] = (rows[place] - means[feature]) / deviations[feature]
    }
  }
}
