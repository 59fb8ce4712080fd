extension SpectrogramSettings {
  /// The shape of the spectrogram of `sampleCount` samples: `[bands, frames]`, row 0 the lowest
  /// band (or cepstral coefficient); with deltas `[channels, bands, frames]`; resized, with
  /// `[height, width]` in the place of `[bands, frames]`.
  ///
  /// A signal that is too short for a frame, or for the width of the deltas, has no frames.
  public func shape(sampleCount: Int) -> [Int] {
    let frames = frames(sampleCount: sampleCount)
    let channels = deltas.map { [$0.channels] } ?? []
    guard frames > 0, let size else { return channels + [rowCount, frames] }
    return channels + [size.height, size.width]
  }

  /// The number of frames before any resizing.
  func frames(sampleCount: Int) -> Int {
    let lost = preEmphasis == 0 ? 0 : 1
    let frames = FrameLayout(self).frames(of: max(0, sampleCount - lost))
    return frames < deltas?.width ?? 1 ? 0 : frames
  }

  /// The centre of each band (or bin) in Hz, ascending, for signals at `sampleRate` Hz.
  public func bandFrequencies(sampleRate: Int) -> [Double] {
    switch frequency {
    case .linear:
      (0...fftSize / 2).map { Double($0) * Double(sampleRate) / Double(fftSize) }
    case .mel(let scale):
      Array(
        scale.bandEdges(upTo: scale.maximumFrequency ?? Double(sampleRate) / 2)
          .dropFirst().dropLast())
    }
  }

  /// Bins of the transform, or mel bands.
  var bandCount: Int {
    switch frequency {
    case .linear: fftSize / 2 + 1
    case .mel(let scale): scale.bands
    }
  }

  /// Bands, or cepstral coefficients.
  var rowCount: Int { cepstrum?.count ?? bandCount }

  /// Whether no step follows the scaling.
  var endsWithScaling: Bool { cepstrum == nil && deltas == nil && size == nil }

  func filterBank(sampleRate: Int) -> FilterBank {
    switch frequency {
    case .linear: .identity(bins: fftSize / 2 + 1)
    case .mel(let scale): .mel(scale, fftSize: fftSize, sampleRate: sampleRate)
    }
  }
}
