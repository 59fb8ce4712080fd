import CKernels
import Numerics

/// From samples to the power or magnitude in each band: frames, window, transform, filters.
struct BandAnalysis: ~Copyable {
  private let layout: FrameLayout
  private let filters: FilterBank
  private let power: Power
  private let transform: any PowerSpectrum
  /// A frame that runs beyond the signal.
  private var edge: AlignedBuffer<Float>
  /// Sixteen spectra, one every `stride` floats, and the same bin by bin.
  private var spectra: AlignedBuffer<Float>
  private var tile: AlignedBuffer<Float>
  private let stride: Int

  /// Frames that are filtered at once, each in one lane of a vector.
  private static let lanes = 16

  init(_ settings: SpectrogramSettings, sampleRate: Int) {
    layout = FrameLayout(settings)
    filters = settings.filterBank(sampleRate: sampleRate)
    power = settings.power
    transform =
      switch settings.precision {
      case .single: SinglePowerSpectrum(window: settings.analysisWindow)
      case .double: DoublePowerSpectrum(window: settings.analysisWindow)
      }
    edge = AlignedBuffer(count: settings.fftSize)
    stride = (filters.bins + Self.lanes - 1) / Self.lanes * Self.lanes
    spectra = AlignedBuffer(count: Self.lanes * stride)
    tile = AlignedBuffer(count: Self.lanes * stride)
  }

  /// Fills `bands`, `[filters, frames]`.
  mutating func analyse(
    _ signal: UnsafeBufferPointer<Float>, into bands: UnsafeMutableBufferPointer<Float>
  ) {
    let frames = bands.count / filters.count
    for first in Swift.stride(from: 0, to: frames, by: Self.lanes) {
      let count = min(Self.lanes, frames - first)
      for lane in 0..<count { transformFrame(first + lane, of: signal, lane: lane) }
      filter(count, into: bands.baseAddress! + first, bandStride: frames)
    }
  }

  private mutating func transformFrame(
    _ frame: Int, of signal: UnsafeBufferPointer<Float>, lane: Int
  ) {
    let start = layout.start(of: frame)
    spectra.withMutablePointer { spectra in
      let spectrum = spectra + lane * stride
      if start >= 0 && start + layout.fftSize <= signal.count {
        transform.power(of: signal.baseAddress! + start, into: spectrum)
      } else {
        edge.withMutablePointer { edge in
          for place in 0..<layout.fftSize {
            edge[place] = layout.sample(at: start + place, of: signal)
          }
          transform.power(of: edge, into: spectrum)
        }
      }
      if power == .magnitude { sm_square_root(spectrum, Int64(filters.bins)) }
    }
  }

  private mutating func filter(
    _ frames: Int, into bands: UnsafeMutablePointer<Float>, bandStride: Int
  ) {
    spectra.withMutablePointer { spectra in
      tile.withMutablePointer { tile in
        sm_filter_bands(
          spectra, Int64(filters.bins), Int64(stride), filters.starts, filters.offsets,
          filters.weights, Int64(filters.count), tile, Int64(frames), bands, Int64(bandStride))
      }
    }
  }
}
