import Fourier
import Numerics

/// Frequencies above a cut-off taken away, as by Butterworth's filter of eighth order without its delay: 3 dB
/// at the cut-off, 48 an octave above.
package struct LowPass: SoundChange {
  /// In cycles a sample.
  private let cutOff: Double

  /// In Hz.
  static let cutOffs: [Double] = [8_000, 4_000, 2_000, 1_000, 500]

  package init(_ hertz: Double, sampleRate: Int) {
    cutOff = hertz / Double(sampleRate)
  }

  package func applied(to samples: [Float], _ draws: inout Philox) -> [Float] {
    SpectralFilter.filtered(samples, room: Int(8 / cutOff)) { frequency in
      var power = frequency / cutOff
      for _ in 0..<4 { power *= power }
      return 1 / (1 + power).squareRoot()
    }
  }
}
