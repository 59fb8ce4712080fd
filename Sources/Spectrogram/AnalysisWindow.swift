import Glibc

extension WindowShape {
  /// The window's values, computed in double.
  func values(_ length: Int) -> [Double] {
    guard length > 1 else { return [Double](repeating: 1, count: length) }
    let period = Double(isSymmetric ? length - 1 : length)
    return (0..<length).map { place in
      let angle = 2 * Double.pi * Double(place) / period
      return switch kind {
      case .hann: 0.5 - 0.5 * cos(angle)
      case .hamming: 0.54 - 0.46 * cos(angle)
      case .blackman: 0.42 - 0.5 * cos(angle) + 0.08 * cos(2 * angle)
      case .rectangular: 1
      }
    }
  }
}

extension SpectrogramSettings {
  /// The window in the middle of the transform, zeros around it, scaled if spectra are normalised.
  var analysisWindow: [Double] {
    let values = window.values(windowLength ?? fftSize)
    let energy = values.reduce(0) { $0 + $1 * $1 }
    let scale = normalized ? 1 / energy.squareRoot() : 1
    let left = (fftSize - values.count) / 2
    let right = fftSize - values.count - left
    return [Double](repeating: 0, count: left) + values.map { $0 * scale }
      + [Double](repeating: 0, count: right)
  }
}
