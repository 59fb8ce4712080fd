/// Where the frames of a signal begin, and what lies beyond its ends.
struct FrameLayout {
  let fftSize: Int
  let hopLength: Int
  /// Samples before sample t · hop that frame t begins at.
  let lead: Int
  /// Samples that the signal must have for a frame.
  let shortest: Int
  let padding: SignalPadding
  private let isCentred: Bool

  init(_ settings: SpectrogramSettings) {
    fftSize = settings.fftSize
    hopLength = settings.hopLength
    let windowLength = settings.windowLength ?? fftSize
    switch settings.framing {
    case .centred(let padding):
      (lead, shortest, self.padding, isCentred) = (fftSize / 2, 1, padding, true)
    case .within:
      (lead, shortest, padding, isCentred) = (0, fftSize, .constant, false)
    case .windowWithin:
      // The window lies in the middle of the transform, and what is around it counts nothing.
      (lead, shortest, padding, isCentred) =
        ((fftSize - windowLength) / 2, windowLength, .constant, false)
    }
  }

  /// The number of frames of a signal.
  func frames(of sampleCount: Int) -> Int {
    guard sampleCount >= shortest else { return 0 }
    let last = isCentred ? sampleCount + 2 * lead - fftSize : sampleCount - shortest
    return last / hopLength + 1
  }

  /// The frame's first sample; its place may lie before the signal.
  func start(of frame: Int) -> Int { frame * hopLength - lead }

  /// Fills `samples` from `start` on, where some of it lies beyond the signal.
  func fill(
    _ samples: UnsafeMutableBufferPointer<Float>, from start: Int,
    of signal: UnsafeBufferPointer<Float>
  ) {
    let end = start + samples.count
    let within = signal.indices.clamped(to: start..<end)
    for beyond in [start..<within.lowerBound, within.upperBound..<end] {
      for place in beyond { samples[place - start] = sample(at: place, of: signal) }
    }
    _ = samples[(within.lowerBound - start)...].update(fromContentsOf: signal[within])
  }

  /// The sample at a place that may lie beyond the signal.
  private func sample(at place: Int, of signal: UnsafeBufferPointer<Float>) -> Float {
    if signal.indices.contains(place) { return signal[place] }
    switch padding {
    case .constant: return 0
    case .replicate: return signal[place < 0 ? 0 : signal.count - 1]
    case .reflect:
      let mirrored = place < 0 ? -place : 2 * (signal.count - 1) - place
      if signal.indices.contains(mirrored) { return signal[mirrored] }
      let period = max(1, 2 * (signal.count - 1))
      let turned = ((place % period) + period) % period
      return signal[min(turned, period - turned)]
    }
  }
}
