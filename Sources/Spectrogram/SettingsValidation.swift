extension SpectrogramSettings {
  /// Checks every setting, and those that must go together, for signals at `sampleRate` Hz.
  public func validate(sampleRate: Int) throws(SpectrogramSettingsError) {
    try check("sampleRate", sampleRate, in: 1...10_000_000)
    try check("fftSize", fftSize, in: 2...65_536)
    try check("windowLength", windowLength ?? fftSize, in: 1...fftSize)
    try check("hopLength", hopLength, in: 1...1_048_576)
    guard analysisWindow.contains(where: { $0 != 0 && $0.isFinite }) else {
      throw .outOfRange(
        setting: "windowLength", found: "\(windowLength ?? fftSize)",
        expected: "enough samples for a \(window.kind) window that is not all zero")
    }
    if case .mel(let scale) = frequency {
      try scale.validate(fftSize: fftSize, sampleRate: sampleRate)
    }
    try check("preEmphasis", preEmphasis, in: 0...1)
    try scaling.validate()
    if let affine {
      try check("affine.mean", affine.mean, in: -1e6...1e6)
      try check("affine.deviation", affine.deviation, in: 1e-6...1e6)
    }
    if let cepstrum {
      try check("cepstrum.count", cepstrum.count, in: 1...bandCount)
      try check("cepstrum.lifter", cepstrum.lifter, in: 0...10_000)
    }
    if let deltas {
      try check("deltas.width", deltas.width, in: 3...255)
      guard !deltas.width.isMultiple(of: 2) else {
        throw .outOfRange(
          setting: "deltas.width", found: "\(deltas.width)", expected: "an odd number")
      }
    }
    if let size {
      try check("size.height", size.height, in: 1...8_192)
      try check("size.width", size.width, in: 1...8_192)
    }
  }
}

extension Scaling {
  /// What a float32 holds without losing digits, with room for what is done to it.
  private static let positive = 1e-30...1e30

  fileprivate func validate() throws(SpectrogramSettingsError) {
    switch self {
    case .linear: break
    case .decibels(let decibels):
      try check("floor", decibels.floor, in: Self.positive)
      if let range = decibels.dynamicRange {
        try check("dynamicRange", range, in: 1e-3...1_000)
      }
    case .logarithm(let offset): try check("offset", offset, in: Self.positive)
    case .pcen(let pcen):
      try check("pcen.scale", pcen.scale, in: Self.positive)
      try check("pcen.gain", pcen.gain, in: 0...10)
      try check("pcen.bias", pcen.bias, in: 0...1e9)
      try check("pcen.exponent", pcen.exponent, in: 0...10)
      try check("pcen.timeConstant", pcen.timeConstant, in: 1e-6...1e6)
      try check("pcen.epsilon", pcen.epsilon, in: Self.positive)
    }
  }
}

extension MelScale {
  fileprivate func validate(fftSize: Int, sampleRate: Int) throws(SpectrogramSettingsError) {
    let nyquist = Double(sampleRate) / 2
    let highest = maximumFrequency ?? nyquist
    try check("melBands", bands, in: 1...8_192)
    try check("maximumFrequency", highest, in: 0...nyquist)
    guard minimumFrequency >= 0, minimumFrequency < highest else {
      throw .outOfRange(
        setting: "minimumFrequency", found: "\(minimumFrequency)",
        expected: "0 or more and less than maximumFrequency, which is \(highest) Hz")
    }
    let spacing = Double(sampleRate) / Double(fftSize)
    let empty = emptyBands(upTo: highest, binSpacing: spacing)
    guard !empty.isEmpty else { return }
    var smaller = self
    repeat {
      smaller.bands -= 1
    } while smaller.bands > 0 && !smaller.emptyBands(upTo: highest, binSpacing: spacing).isEmpty
    throw .emptyBands(empty, requested: bands, largest: smaller.bands)
  }

  /// The bands that no bin falls into.
  private func emptyBands(upTo highest: Double, binSpacing: Double) -> [Int] {
    let edges = bandEdges(upTo: highest)
    return (0..<bands).filter { band in
      let nextBin = (edges[band] / binSpacing).rounded(.down) + 1
      return nextBin * binSpacing >= edges[band + 2]
    }
  }
}

private func check<Value: Comparable>(
  _ setting: String, _ value: Value, in range: ClosedRange<Value>
) throws(SpectrogramSettingsError) {
  guard range.contains(value) else {
    throw .outOfRange(
      setting: setting, found: "\(value)",
      expected: "\(range.lowerBound) to \(range.upperBound)")
  }
}
