import CFFTW
import CKernels
import Numerics

/// The power spectrum of real frames by FFTW in double precision.
final class DoublePowerSpectrum: PowerSpectrum {
  private let size: Int
  private let window: [Double]
  private let turns: [Double]
  private var frame: AlignedBuffer<Double>
  private var spectrum: AlignedBuffer<Double>
  private let plan: fftw_plan

  init(window: [Double]) {
    let size = window.count
    var frame = AlignedBuffer<Double>(count: size)
    var spectrum = AlignedBuffer<Double>(count: size + 2)
    var plan: fftw_plan?
    frame.withMutablePointer { frame in
      spectrum.withMutablePointer { spectrum in
        FourierPlanner.lock.withLock { _ in plan = Self.plan(size, frame, spectrum) }
      }
    }
    self.size = size
    self.window = window
    turns = FourierPlanner.turns(size)
    self.plan = plan!
    self.frame = frame
    self.spectrum = spectrum
  }

  deinit {
    FourierPlanner.lock.withLock { _ in fftw_destroy_plan(plan) }
  }

  func power(of samples: UnsafePointer<Float>, into power: UnsafeMutablePointer<Float>) {
    frame.withMutablePointer { sm_window_double(samples, window, Int64(size), $0) }
    fftw_execute(plan)
    spectrum.withMutablePointer { spectrum in
      if turns.isEmpty {
        sm_complex_power_double(spectrum, Int64(size / 2 + 1), power)
      } else {
        sm_real_power_double(spectrum, turns, Int64(size / 2), power)
      }
    }
  }

  private static func plan(
    _ size: Int, _ frame: UnsafeMutablePointer<Double>, _ spectrum: UnsafeMutablePointer<Double>
  ) -> fftw_plan? {
    let bins = UnsafeMutableRawPointer(spectrum).assumingMemoryBound(to: fftw_complex.self)
    guard size.isMultiple(of: 2) else {
      return fftw_plan_dft_r2c_1d(Int32(size), frame, bins, FourierPlanner.flags)
    }
    let pairs = UnsafeMutableRawPointer(frame).assumingMemoryBound(to: fftw_complex.self)
    return fftw_plan_dft_1d(Int32(size / 2), pairs, bins, FFTW_FORWARD, FourierPlanner.flags)
  }
}
