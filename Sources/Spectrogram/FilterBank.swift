import Glibc

/// Filters over the bins of a spectrum, each stored as its run of weights that are not zero.
public struct FilterBank: Sendable {
  /// The number of bins that a spectrum has.
  public let bins: Int
  /// The first bin of every filter.
  let starts: [Int32]
  /// Where the weights of every filter begin, and after them where the last ends.
  let offsets: [Int32]
  let weights: [Float]

  /// The number of filters.
  public var count: Int { starts.count }

  /// The filters of a matrix `[filters][bins]`.
  init(bins: Int, rows: [[Double]]) {
    self.bins = bins
    var starts: [Int32] = []
    var offsets: [Int32] = [0]
    var weights: [Float] = []
    for row in rows {
      let first = row.firstIndex { $0 != 0 } ?? 0
      let end = row.lastIndex { $0 != 0 }.map { $0 + 1 } ?? first
      starts.append(Int32(first))
      weights += row[first..<end].map { Float($0) }
      offsets.append(Int32(weights.count))
    }
    self.starts = starts
    self.offsets = offsets
    self.weights = weights
  }

  /// One filter per bin: a linear frequency scale.
  static func identity(bins: Int) -> FilterBank {
    FilterBank(identity: bins)
  }

  private init(identity bins: Int) {
    self.bins = bins
    starts = (0..<bins).map { Int32($0) }
    offsets = (0...bins).map { Int32($0) }
    weights = [Float](repeating: 1, count: bins)
  }

  /// Mel filters for spectra of a transform of `fftSize` samples at `sampleRate` Hz, computed in
  /// double: `torchaudio.functional.melscale_fbanks`, `librosa.filters.mel`, or VGGish's.
  public static func mel(_ scale: MelScale, fftSize: Int, sampleRate: Int) -> FilterBank {
    let bins = fftSize / 2 + 1
    let hertz = (0..<bins).map { Double($0) * Double(sampleRate) / Double(fftSize) }
    let edges = scale.bandEdges(upTo: scale.maximumFrequency ?? Double(sampleRate) / 2)
    let isStraightInMel = scale.formula == .vggish
    let corners = isStraightInMel ? edges.map(scale.formula.mel) : edges
    let places = isStraightInMel ? hertz.map(scale.formula.mel) : hertz
    let rows = (0..<scale.bands).map { band in
      let (lower, centre, upper) = (corners[band], corners[band + 1], corners[band + 2])
      let height = scale.norm == .slaney ? 2 / (edges[band + 2] - edges[band]) : 1
      return (0..<bins).map { bin in
        if isStraightInMel && bin == 0 { return 0.0 }
        let rising = (places[bin] - lower) / (centre - lower)
        let falling = (upper - places[bin]) / (upper - centre)
        return max(0, min(rising, falling)) * height
      }
    }
    return FilterBank(bins: bins, rows: rows)
  }

  /// The whole matrix, `[filters, bins]`, row after row.
  public var matrix: [Float] {
    var matrix = [Float](repeating: 0, count: count * bins)
    for filter in 0..<count {
      let range = Int(offsets[filter])..<Int(offsets[filter + 1])
      for (step, weight) in weights[range].enumerated() {
        matrix[filter * bins + Int(starts[filter]) + step] = weight
      }
    }
    return matrix
  }
}

extension MelScale {
  /// In Hz, where the bands begin, peak and end: even in mel, band b from b over b + 1 to b + 2.
  func bandEdges(upTo highest: Double) -> [Double] {
    let (low, high) = (formula.mel(minimumFrequency), formula.mel(highest))
    return (0...bands + 1).map {
      formula.hertz(low + (high - low) * Double($0) / Double(bands + 1))
    }
  }
}

extension MelScale.Formula {
  private static let slaneyLinear = 200.0 / 3
  private static let slaneyBreak = 1000.0
  private static let slaneyStep = log(6.4) / 27

  /// Mel of a frequency in Hz.
  func mel(_ hertz: Double) -> Double {
    switch self {
    case .htk, .vggish: 2595 * log10(1 + hertz / 700)
    case .slaney where hertz < Self.slaneyBreak: hertz / Self.slaneyLinear
    case .slaney:
      Self.slaneyBreak / Self.slaneyLinear + log(hertz / Self.slaneyBreak) / Self.slaneyStep
    }
  }

  /// The frequency in Hz of a mel.
  func hertz(_ mel: Double) -> Double {
    switch self {
    case .htk, .vggish: 700 * (pow(10, mel / 2595) - 1)
    case .slaney where mel < Self.slaneyBreak / Self.slaneyLinear: mel * Self.slaneyLinear
    case .slaney:
      Self.slaneyBreak
        * exp(Self.slaneyStep * (mel - Self.slaneyBreak / Self.slaneyLinear))
    }
  }
}
