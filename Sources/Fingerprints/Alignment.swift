import Fourier

/// Where one sound lies in another, how much of it does, and how alike they are there.
public struct Alignment: Sendable {
  /// When the second begins in the first, in samples; below 0: before it.
  public let lag: Int
  /// Samples that both have, in pieces of a quarter second: recordings are looped and filled with silence, so that
  /// two may have a part in common alone.
  public let shared: Int
  /// The correlation of what is shared, its sign left out: 1 for the same waveform, louder or fainter, inverted
  /// or not.
  public let correlation: Double

  /// At the lag around `lag` at which the sounds are most alike; nil where they have nothing in common.
  ///
  /// Both are compared by their differences from sample to sample, for else the hum that recordings have in common
  /// would be all that counts.
  public init?(of first: [Float], _ second: [Float], near lag: Int, within reach: Int) {
    let (first, second) = (Self.differences(first), Self.differences(second))
    guard !first.isEmpty, !second.isEmpty else { return nil }
    // At k: the sum over first[i] · second[i − (k − second.count + 1)].
    let products = SpectralFilter.convolution(first, second.reversed())
    let lags = max(lag - reach, 1 - second.count)...max(lag + reach, 1 - second.count)
    let known = lags.clamped(to: (1 - second.count)...(first.count - 1))
    let best = known.max {
      abs(products[$0 + second.count - 1]) < abs(products[$1 + second.count - 1])
    }!
    var sums = Sums()
    var shared = 0
    var begin = max(0, best)
    let end = min(first.count, second.count + best)
    while begin + Self.piece <= end {
      var piece = Sums()
      for place in begin..<begin + Self.piece { piece.add(first[place], second[place - best]) }
      if piece.correlation >= Self.leastCorrelation {
        sums.add(piece)
        shared += Self.piece
      }
      begin += Self.piece
    }
    guard shared > 0 else { return nil }
    (self.lag, self.shared, correlation) = (best, shared, sums.correlation)
  }

  private static let piece = Landmarks.sampleRate / 4
  /// Of a piece that both have. Pieces of two recordings rarely reach a tenth of it.
  private static let leastCorrelation = 0.4

  private static func differences(_ sound: [Float]) -> [Float] {
    zip(sound.dropFirst(), sound).map { $0 - $1 }
  }

  private struct Sums {
    var product = 0.0
    var first = 0.0
    var second = 0.0

    mutating func add(_ a: Float, _ b: Float) {
      product += Double(a) * Double(b)
      first += Double(a) * Double(a)
      second += Double(b) * Double(b)
    }

    mutating func add(_ piece: Sums) {
      product += abs(piece.product)
      first += piece.first
      second += piece.second
    }

    var correlation: Double {
      let energy = first * second
      return energy > 0 ? min(abs(product) / energy.squareRoot(), 1) : 0
    }
  }
}
