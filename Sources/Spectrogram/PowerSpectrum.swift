import CFFTW
import Glibc
import Numerics
import Synchronization

/// The power spectrum of real frames, windowed.
///
/// A frame of even size is transformed as a complex one of half its size, even samples real and odd
/// ones imaginary: FFTW's vector code covers complex transforms whole, real ones only in part.
protocol PowerSpectrum: AnyObject {
  /// A spectrum of frames as long as `window`.
  init(window: [Double])

  /// The power of the `size / 2 + 1` bins of a frame.
  func power(of samples: UnsafePointer<Float>, into power: UnsafeMutablePointer<Float>)
}

enum FourierPlanner {
  /// FFTW makes one plan at a time.
  static let lock = Mutex(())

  /// ESTIMATE chooses by rule: a plan chosen by the clock would change the last bits.
  static let flags = UInt32(FFTW_ESTIMATE)

  /// Cosines and sines that untangle the halves of a frame; none for odd sizes.
  static func turns(_ size: Int) -> [Double] {
    guard size.isMultiple(of: 2) else { return [] }
    let half = size / 2
    let angles = (0...half / 2).map { Double.pi * Double($0) / Double(half) }
    return angles.map(cos) + angles.map(sin)
  }
}

extension AlignedBuffer {
  mutating func withMutablePointer<Result>(
    _ body: (UnsafeMutablePointer<Element>) -> Result
  ) -> Result {
    withMutableSpan { $0.withUnsafeMutableBufferPointer { body($0.baseAddress!) } }
  }
}
