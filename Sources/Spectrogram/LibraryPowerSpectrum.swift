import Fourier
import Numerics

/// Power spectra by FFTW, for frames whose size has a large prime factor: there ``LanePowerSpectrum`` costs
/// the square of that factor.
final class LibraryPowerSpectrum: PowerSpectrum {
  let reach: Int
  private let transform: RealTransform
  private let window: [Float]
  private var frame: [Float]
  private var spectrum: [Complex]

  /// The largest prime factor for which ``LanePowerSpectrum`` is the quicker.
  static let largestFactor = 13

  /// Whether the size of a frame is this one's.
  static func takes(_ size: Int) -> Bool {
    var rest = size
    for factor in 2...largestFactor {
      while rest.isMultiple(of: factor) { rest /= factor }
    }
    return rest > 1
  }

  /// Spectra of frames as long as `window`.
  init(window: [Double]) {
    reach = window.count
    transform = RealTransform.of(window.count)
    self.window = window.map { Float($0) }
    frame = [Float](repeating: 0, count: window.count)
    spectrum = [Complex](repeating: .zero, count: transform.bins)
  }

  func power(
    of frames: UnsafePointer<UnsafePointer<Float>>, into power: UnsafeMutablePointer<Float>
  ) {
    for lane in 0..<Lanes.count {
      for sample in 0..<reach { frame[sample] = frames[lane][sample] * window[sample] }
      transform.spectrum(of: frame, into: &spectrum)
      for (bin, value) in spectrum.enumerated() {
        power[bin * Lanes.count + lane] =
          value.real * value.real + value.imaginary * value.imaginary
      }
    }
  }
}
