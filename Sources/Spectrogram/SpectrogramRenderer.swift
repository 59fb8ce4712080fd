import CKernels
import Numerics

/// Renders spectrograms of mono signals; one per worker, its memory made once.
///
/// The same samples give the same bits in every renderer of the same settings.
public struct SpectrogramRenderer: ~Copyable {
  private let settings: SpectrogramSettings
  private let sampleRate: Int
  private var analysis: BandAnalysis
  private var emphasised: [Float] = []

  /// What transforms, and its version: our own, by the same steps on every machine.
  public static var library: String { "soundmark-fft-1" }

  /// A renderer of signals at `sampleRate` Hz.
  ///
  /// - Throws: `SpectrogramSettingsError` where `settings.validate(sampleRate:)` does.
  public init(
    _ settings: SpectrogramSettings, sampleRate: Int
  ) throws(SpectrogramSettingsError) {
    try settings.validate(sampleRate: sampleRate)
    self.settings = settings
    self.sampleRate = sampleRate
    analysis = BandAnalysis(settings, sampleRate: sampleRate)
  }

  /// The shape of the spectrogram of `sampleCount` samples: `settings.shape(sampleCount:)`.
  public func shape(sampleCount: Int) -> [Int] { settings.shape(sampleCount: sampleCount) }

  /// Renders `samples` into `output`, which holds as many values as `shape(sampleCount:)` says, the
  /// last axis densest.
  public mutating func render(_ samples: Span<Float>, into output: inout MutableSpan<Float>) {
    let shape = shape(sampleCount: samples.count)
    let count = shape.reduce(1, *)
    precondition(output.count == count, "a spectrogram of \(shape) has \(count) values")
    guard count > 0 else { return }
    samples.withUnsafeBufferPointer { samples in
      output.withUnsafeMutableBufferPointer { output in
        withEmphasis(samples) { renderer, signal in
          if renderer.settings.endsWithScaling {
            renderer.analyse(signal, into: output)
          } else {
            renderer.renderFurther(signal, into: output)
          }
        }
      }
    }
  }

  /// Gives `body` the signal that is transformed.
  private mutating func withEmphasis(
    _ samples: UnsafeBufferPointer<Float>,
    _ body: (inout Self, UnsafeBufferPointer<Float>) -> Void
  ) {
    guard settings.preEmphasis != 0 else { return body(&self, samples) }
    // Taken out of the renderer while it renders.
    var signal: [Float] = []
    swap(&signal, &emphasised)
    let count = samples.count - 1
    if signal.count < count { signal = [Float](repeating: 0, count: count) }
    sm_preemphasise(
      samples.baseAddress!, Int64(samples.count), Float(settings.preEmphasis), &signal)
    signal.withUnsafeBufferPointer {
      body(&self, UnsafeBufferPointer(rebasing: $0[..<count]))
    }
    swap(&signal, &emphasised)
  }

  /// Bands, scaled: `[bands, frames]`.
  private mutating func analyse(
    _ signal: UnsafeBufferPointer<Float>, into bands: UnsafeMutableBufferPointer<Float>
  ) {
    analysis.analyse(signal, into: bands)
    let frames = bands.count / settings.bandCount
    switch settings.scaling {
    case .linear: break
    case .decibels(let decibels): decibels.apply(to: bands, power: settings.power)
    case .logarithm(let offset):
      let affine = settings.affine ?? .identity
      sm_scaled_logarithm(
        bands.baseAddress!, Int64(bands.count), 0, Float(offset), affine.factor, affine.addend)
      return
    case .pcen(let pcen):
      let frameRate = Double(sampleRate) / Double(settings.hopLength)
      pcen.apply(to: bands, frames: frames, frameRate: frameRate)
    }
    settings.affine?.apply(to: bands)
  }

  /// Bands, scaled, and the steps after that.
  private mutating func renderFurther(
    _ signal: UnsafeBufferPointer<Float>, into output: UnsafeMutableBufferPointer<Float>
  ) {
    let frames = settings.frames(sampleCount: signal.count)
    var values = [Float](unsafeUninitializedCapacity: settings.bandCount * frames) { bands, count in
      count = settings.bandCount * frames
      analyse(signal, into: UnsafeMutableBufferPointer(rebasing: bands[..<count]))
    }
    if let cepstrum = settings.cepstrum {
      values = cepstrum.coefficients(of: values, bands: settings.bandCount, frames: frames)
    }
    if let deltas = settings.deltas {
      values = deltas.appended(to: values, frames: frames)
    }
    if let size = settings.size {
      values = size.resized(values, height: settings.rowCount, width: frames)
    }
    _ = output.update(fromContentsOf: values)
  }
}
