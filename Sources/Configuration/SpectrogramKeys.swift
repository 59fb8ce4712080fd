import Spectrogram

/// `SpectrogramSettings` with a value for each key, also for those that its choices leave unused.
struct SpectrogramKeys: Sendable {
  enum Framing: String, CaseIterable {
    case centred, within
    case windowWithin = "window-within"
  }

  enum Frequency: String, CaseIterable { case mel, linear }

  enum Scaling: String, CaseIterable { case linear, decibels, logarithm, pcen }

  var preEmphasis: Double
  var fftSize: Int
  var windowLength: Int?
  var window: WindowShape
  var hopLength: Int
  var framing = Framing.centred
  var padding = SignalPadding.reflect
  var precision: TransformPrecision
  var power: Power
  var normalized: Bool
  var frequency = Frequency.mel
  var mel = MelScale()
  var scaling = Scaling.linear
  var decibels = Decibels()
  var offset = 1e-6
  var pcen = PCEN()
  /// At a mean of 0 and a deviation of 1 there is none.
  var affine = AffineScaling(mean: 0, deviation: 1)
  var cepstrum = Cepstrum(count: 0)
  var deltaOrder = 0
  var deltaWidth = Deltas().width
  var height: Int?
  var width: Int?
  var isAntialiased = true

  init(_ settings: SpectrogramSettings) {
    preEmphasis = settings.preEmphasis
    fftSize = settings.fftSize
    windowLength = settings.windowLength
    window = settings.window
    hopLength = settings.hopLength
    precision = settings.precision
    power = settings.power
    normalized = settings.normalized
    switch settings.framing {
    case .centred(let padding): self.padding = padding
    case .within: framing = .within
    case .windowWithin: framing = .windowWithin
    }
    switch settings.frequency {
    case .mel(let scale): mel = scale
    case .linear: frequency = .linear
    }
    switch settings.scaling {
    case .linear: break
    case .decibels(let decibels): (scaling, self.decibels) = (.decibels, decibels)
    case .logarithm(let offset): (scaling, self.offset) = (.logarithm, offset)
    case .pcen(let pcen): (scaling, self.pcen) = (.pcen, pcen)
    }
    if let affine = settings.affine { self.affine = affine }
    if let cepstrum = settings.cepstrum { self.cepstrum = cepstrum }
    if let deltas = settings.deltas {
      (deltaOrder, deltaWidth) = (deltas.includesSecond ? 2 : 1, deltas.width)
    }
    if let size = settings.size {
      (height, width, isAntialiased) = (size.height, size.width, size.isAntialiased)
    }
  }

  var settings: SpectrogramSettings {
    SpectrogramSettings(
      preEmphasis: preEmphasis, fftSize: fftSize, windowLength: windowLength, window: window,
      hopLength: hopLength,
      framing: framingSettings, precision: precision, power: power, normalized: normalized,
      frequency: frequency == .mel ? .mel(mel) : .linear, scaling: scalingSettings,
      affine: affine == AffineScaling(mean: 0, deviation: 1) ? nil : affine,
      cepstrum: cepstrum.count > 0 ? cepstrum : nil,
      deltas: deltaOrder > 0 ? Deltas(width: deltaWidth, includesSecond: deltaOrder == 2) : nil,
      size: size)
  }

  private var framingSettings: Spectrogram.Framing {
    switch framing {
    case .centred: .centred(padding)
    case .within: .within
    case .windowWithin: .windowWithin
    }
  }

  private var scalingSettings: Spectrogram.Scaling {
    switch scaling {
    case .linear: .linear
    case .decibels: .decibels(decibels)
    case .logarithm: .logarithm(offset: offset)
    case .pcen: .pcen(pcen)
    }
  }

  private var size: ImageSize? {
    guard let height, let width else { return nil }
    return ImageSize(height: height, width: width, isAntialiased: isAntialiased)
  }
}
