import CFFTW
import CKernels
import Numerics

/// The power spectrum of real frames by FFTW in single precision.
final class SinglePowerSpectrum: PowerSpectrum {
  private let size: Int
  private let window: [Float]
  private let turns: [Float]
  private var frame: AlignedBuffer<Float>
  private var spectrum: AlignedBuffer<Float>
  private let plan: fftwf_plan

  init(window: [Double]) {
    let size = window.count
    var frame = AlignedBuffer<Float>(count: size)
    var spectrum = AlignedBuffer<Float>(count: size + 2)
    var plan: fftwf_plan?
    frame.withMutablePointer { frame in
      spectrum.withMutablePointer { spectrum in
        FourierPlanner.lock.withLock { _ in plan = Self.plan(size, frame, spectrum) }
      }
    }
    self.size = size
    self.window = window.map { Float($0) }
    turns = FourierPlanner.turns(size).map { Float($0) }
    self.plan = plan!
    self.frame = frame
    self.spectrum = spectrum
  }

  deinit {
    FourierPlanner.lock.withLock { _ in fftwf_destroy_plan(plan) }
  }

  func power(of samples: UnsafePointer<Float>, into power: UnsafeMutablePointer<Float>) {
    frame.withMutablePointer { sm_window(samples, window, Int64(size), $0) }
    fftwf_execute(plan)
    spectrum.withMutablePointer { spectrum in
      if turns.isEmpty {
        sm_complex_power(spectrum, Int64(size / 2 + 1), power)
      } else {
        sm_real_power(spectrum, turns, Int64(size / 2), power)
      }
    }
  }

  private static func plan(
    _ size: Int, _ frame: UnsafeMutablePointer<Float>, _ spectrum: UnsafeMutablePointer<Float>
  ) -> fftwf_plan? {
    let bins = UnsafeMutableRawPointer(spectrum).assumingMemoryBound(to: fftwf_complex.self)
    guard size.isMultiple(of: 2) else {
      return fftwf_plan_dft_r2c_1d(Int32(size), frame, bins, FourierPlanner.flags)
    }
    let pairs = UnsafeMutableRawPointer(frame).assumingMemoryBound(to: fftwf_complex.self)
    return fftwf_plan_dft_1d(Int32(size / 2), pairs, bins, FFTW_FORWARD, FourierPlanner.flags)
  }
}
