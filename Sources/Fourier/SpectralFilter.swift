/// What goes through the spectrum of a whole signal.
package enum SpectralFilter {
  /// `signal`, zeros after it, with its coefficient of each frequency multiplied by a factor: a filter
  /// without a delay.
  ///
  /// - Parameters:
  ///   - room: Zeros after the signal at least, so that what the filter lets ring does not come back in front.
  ///   - gain: The factor at a frequency, in cycles a sample, from 0 to 0.5.
  package static func filtered(
    _ signal: [Float], room: Int, by gain: (_ frequency: Double) -> Double
  ) -> [Float] {
    let transform = RealTransform.of(quickSize(atLeast: signal.count + room))
    var spectrum = spectrum(of: signal, by: transform)
    for bin in spectrum.indices {
      spectrum[bin] = spectrum[bin] * Float(gain(Double(bin) / Double(transform.size)))
    }
    return Array(self.signal(of: &spectrum, by: transform).prefix(signal.count))
  }

  /// The convolution of two signals, `scipy.signal.fftconvolve`: as long as both together, less one.
  package static func convolution(_ signal: [Float], _ response: [Float]) -> [Float] {
    guard !signal.isEmpty, !response.isEmpty else { return [] }
    let count = signal.count + response.count - 1
    let transform = RealTransform.of(quickSize(atLeast: count))
    var product = spectrum(of: signal, by: transform)
    let other = spectrum(of: response, by: transform)
    for bin in product.indices { product[bin] = product[bin] * other[bin] }
    return Array(self.signal(of: &product, by: transform).prefix(count))
  }

  /// The smallest of 4, 5, 6 and 7 times a power of two that is not less: few sizes, so that few plans
  /// are made, and all of small factors.
  package static func quickSize(atLeast count: Int) -> Int {
    var step = 2
    while 7 * step < count { step *= 2 }
    return (4...7).first { $0 * step >= count }! * step
  }

  private static func spectrum(of signal: [Float], by transform: RealTransform) -> [Complex] {
    let padded = signal + [Float](repeating: 0, count: transform.size - signal.count)
    var spectrum = [Complex](repeating: .zero, count: transform.bins)
    transform.spectrum(of: padded, into: &spectrum)
    return spectrum
  }

  private static func signal(of spectrum: inout [Complex], by transform: RealTransform) -> [Float] {
    var signal = [Float](repeating: 0, count: transform.size)
    transform.signal(of: &spectrum, into: &signal)
    let scale = 1 / Float(transform.size)
    for index in signal.indices { signal[index] *= scale }
    return signal
  }
}
