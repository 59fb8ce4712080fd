import CKernels
import Numerics

/// From samples to the power or magnitude in each band: frames, window, transform, filters.
struct BandAnalysis: ~Copyable {
  private let layout: FrameLayout
  private let filters: FilterBank
  private let power: Power
  private let transform: any PowerSpectrum
  /// Frames that run beyond the signal, `[lanes, reach]`.
  private var edges: AlignedBuffer<Float>
  /// `[bins, lanes]`.
  private var spectra: AlignedBuffer<Float>

  init(_ settings: SpectrogramSettings, sampleRate: Int) {
    layout = FrameLayout(settings)
    filters = settings.filterBank(sampleRate: sampleRate)
    power = settings.power
    let window = settings.analysisWindow
    transform =
      switch settings.precision {
      case _ where settings.goesThroughLibrary: LibraryPowerSpectrum(window: window)
      case .single: LanePowerSpectrum<Float>(window: window)
      case .double: LanePowerSpectrum<Double>(window: window)
      }
    edges = AlignedBuffer(count: Lanes.count * transform.reach)
    spectra = AlignedBuffer(count: filters.bins * Lanes.count)
  }

  /// Fills `bands`, `[filters, frames]`.
  mutating func analyse(
    _ signal: UnsafeBufferPointer<Float>, into bands: UnsafeMutableBufferPointer<Float>
  ) {
    let frames = bands.count / filters.count
    for first in stride(from: 0, to: frames, by: Lanes.count) {
      let count = min(Lanes.count, frames - first)
      transformFrames(first..<first + count, of: signal)
      spectra.withMutablePointer { spectra in
        if power == .magnitude { sm_square_root(spectra, Int64(filters.bins * Lanes.count)) }
        sm_filter_bands(
          spectra, filters.starts, filters.offsets, filters.weights, Int64(filters.count),
          Int64(count), bands.baseAddress! + first, Int64(frames))
      }
    }
  }

  /// Lanes that are left over take the last frame once more.
  private mutating func transformFrames(
    _ frames: Range<Int>, of signal: UnsafeBufferPointer<Float>
  ) {
    let reach = transform.reach
    edges.withMutablePointer { edges in
      withUnsafeTemporaryAllocation(of: UnsafePointer<Float>.self, capacity: Lanes.count) {
        places in
        for (lane, frame) in frames.enumerated() {
          let start = layout.start(of: frame)
          if start >= 0 && start + reach <= signal.count {
            places[lane] = signal.baseAddress! + start
          } else {
            let edge = UnsafeMutableBufferPointer(start: edges + lane * reach, count: reach)
            layout.fill(edge, from: start, of: signal)
            places[lane] = UnsafePointer(edge.baseAddress!)
          }
        }
        for lane in frames.count..<Lanes.count { places[lane] = places[frames.count - 1] }
        spectra.withMutablePointer {
          transform.power(of: UnsafePointer(places.baseAddress!), into: $0)
        }
      }
    }
  }
}

extension SpectrogramSettings {
  /// Whether FFTW transforms the frames: in single precision those whose size has a prime factor above 13.
  /// Its bits are not our own transform's, and may be others on another machine.
  public var goesThroughLibrary: Bool {
    precision == .single && LibraryPowerSpectrum.takes(fftSize)
  }
}
