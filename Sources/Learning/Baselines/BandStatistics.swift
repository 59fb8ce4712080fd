/// What the `linear` baseline sees of a spectrogram: each band's mean and deviation over time.
enum BandStatistics {
  /// Of `[bands, frames]`, `[2 · bands]`: the means, then the deviations (over n).
  static func features(of spectrogram: [Float], bands: Int, frames: Int) -> [Double] {
    var features = [Double](repeating: 0, count: 2 * bands)
    for band in 0..<bands {
      let row = spectrogram[band * frames..<(band + 1) * frames]
      let mean = row.reduce(0) { $0 + Double($1) } / Double(frames)
      let square = row.reduce(0) { $0 + (Double($1) - mean) * (Double($1) - mean) }
      features[band] = mean
      features[bands + band] = (square / Double(frames)).squareRoot()
    }
    return features
  }
}
