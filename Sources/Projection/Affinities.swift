import Glibc

/// How near vectors are to each other, as probabilities that add up to 1 over all pairs: the P of t-SNE. Only of
/// near neighbours; a row's others are 0.
struct Affinities {
  /// Where each vector's pairs begin, and at the end their number.
  let starts: [Int]
  let others: [Int32]
  let values: [Double]

  /// - Parameter perplexity: How many neighbours, softly counted, each vector looks at.
  init(_ neighbours: NearestNeighbours, perplexity: Double) {
    let count = neighbours.count
    let all = neighbours.indices.count / max(count, 1)
    let conditional = (0..<all).flatMap { vector in
      Self.row(
        neighbours.squaredDistances[vector * count..<(vector + 1) * count], perplexity: perplexity)
    }
    // What each thinks of the other, added.
    var pairs = [[(other: Int32, value: Double)]](repeating: [], count: all)
    for vector in 0..<all {
      for place in vector * count..<(vector + 1) * count {
        let other = neighbours.indices[place]
        pairs[vector].append((other, conditional[place]))
        pairs[Int(other)].append((Int32(vector), conditional[place]))
      }
    }
    var (starts, others, values) = ([0], [Int32](), [Double]())
    for row in pairs {
      for (other, value) in row.sorted(by: { $0.other < $1.other }) {
        if others.count > starts.last!, others.last == other {
          values[values.count - 1] += value
        } else {
          others.append(other)
          values.append(value)
        }
      }
      starts.append(others.count)
    }
    let sum = values.reduce(0, +)
    (self.starts, self.others) = (starts, others)
    self.values = values.map { $0 / sum }
  }

  /// Probabilities exp(−β·d) over their sum, with the β that gives the perplexity, by halving.
  private static func row(_ distances: ArraySlice<Float>, perplexity: Double) -> [Double] {
    let (nearest, wanted) = (Double(distances.first ?? 0), log(perplexity))
    var (beta, least, most) = (1.0, 0.0, Double.infinity)
    var row: [Double] = []
    for _ in 0..<100 {
      var (sum, mean) = (0.0, 0.0)
      row = distances.map { distance in
        let far = Double(distance) - nearest
        let value = exp(-beta * far)
        sum += value
        mean += far * value
        return value
      }
      let entropy = log(sum) + beta * mean / sum
      for index in row.indices { row[index] /= sum }
      if abs(entropy - wanted) < 1e-5 { break }
      if entropy > wanted {
        least = beta
        beta = most.isFinite ? (beta + most) / 2 : beta * 2
      } else {
        most = beta
        beta = (beta + least) / 2
      }
    }
    return row
  }
}
