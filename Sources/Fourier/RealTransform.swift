import CFFTW
import Synchronization

/// The Fourier transform of real signals of one length, and its inverse, by FFTW in single precision.
///
/// Plans are made by estimate, never by a clock, so that the bits hang on the machine alone. One plan can be
/// used by many threads at once.
package final class RealTransform: Sendable {
  /// Samples of a signal.
  package let size: Int
  /// Coefficients of a spectrum, `size / 2 + 1`.
  package var bins: Int { size / 2 + 1 }

  // FFTW promises that plans are executed from any thread; they are never changed.
  private nonisolated(unsafe) let forward: fftwf_plan
  private nonisolated(unsafe) let backward: fftwf_plan

  /// FFTW's planner is the one part of it that threads may not share.
  private static let known = Mutex<[Int: RealTransform]>([:])

  /// The transform of `size` samples, planned once for all who ask.
  package static func of(_ size: Int) -> RealTransform {
    known.withLock { known in
      if let transform = known[size] { return transform }
      let transform = RealTransform(size)
      known[size] = transform
      return transform
    }
  }

  private init(_ size: Int) {
    precondition(size > 0 && size <= Int(Int32.max), "no transform has \(size) samples")
    self.size = size
    var signal = [Float](repeating: 0, count: size)
    var spectrum = [fftwf_complex](repeating: (0, 0), count: size / 2 + 1)
    // By FFTW_UNALIGNED it takes arrays wherever they lie.
    let flags = UInt32(FFTW_ESTIMATE) | UInt32(FFTW_UNALIGNED)
    forward = fftwf_plan_dft_r2c_1d(Int32(size), &signal, &spectrum, flags)!
    backward = fftwf_plan_dft_c2r_1d(Int32(size), &spectrum, &signal, flags)!
  }

  /// The coefficients of a signal of ``size`` samples, numpy's `rfft`, into `spectrum` of ``bins``.
  package func spectrum(
    of signal: UnsafePointer<Float>, into spectrum: UnsafeMutablePointer<Complex>
  ) {
    // Out of place it reads its input alone.
    fftwf_execute_dft_r2c(
      forward, UnsafeMutablePointer(mutating: signal),
      UnsafeMutableRawPointer(spectrum).assumingMemoryBound(to: fftwf_complex.self))
  }

  /// The signal of ``size`` samples of coefficients, ``size`` times numpy's `irfft`, into `signal`;
  /// the coefficients are lost.
  package func signal(
    of spectrum: UnsafeMutablePointer<Complex>, into signal: UnsafeMutablePointer<Float>
  ) {
    fftwf_execute_dft_c2r(
      backward, UnsafeMutableRawPointer(spectrum).assumingMemoryBound(to: fftwf_complex.self),
      signal)
  }
}

/// A complex number, as FFTW lays it out.
package struct Complex: BitwiseCopyable, Hashable, Sendable {
  package var real: Float
  package var imaginary: Float

  package init(_ real: Float, _ imaginary: Float) {
    self.real = real
    self.imaginary = imaginary
  }

  package static let zero = Complex(0, 0)

  package var conjugate: Complex { Complex(real, -imaginary) }

  package var magnitude: Float {
    (real * real + imaginary * imaginary).squareRoot()
  }

  package static func * (a: Complex, b: Complex) -> Complex {
    Complex(
      a.real * b.real - a.imaginary * b.imaginary, a.real * b.imaginary + a.imaginary * b.real)
  }

  package static func * (a: Complex, factor: Float) -> Complex {
    Complex(a.real * factor, a.imaginary * factor)
  }
}
