/// Every convention of a spectrogram; a new one equals torchaudio's `MelSpectrogram` followed by
/// `AmplitudeToDB` at 22,050 Hz.
///
/// The steps, in order: pre-emphasis, frames, window, Fourier transform, power, mel bands, scaling,
/// affine scaling, cepstrum, deltas, size.
public struct SpectrogramSettings: Hashable, Sendable {
  /// Every sample becomes the next one minus this times itself, which leaves one sample less; 0: none.
  public var preEmphasis: Double
  /// Samples in a Fourier transform; any number.
  public var fftSize: Int
  /// Samples in the window, which lies in the middle of the transform; nil: `fftSize`.
  public var windowLength: Int?
  public var window: WindowShape
  /// Samples from a frame to the next.
  public var hopLength: Int
  public var framing: Framing
  /// In which windows and Fourier transforms are computed: torchaudio's in single, librosa's in
  /// double precision.
  public var precision: TransformPrecision
  public var power: Power
  /// Whether spectra are divided by the window's norm: torchaudio's `normalized="window"`.
  public var normalized: Bool
  public var frequency: FrequencyScale
  public var scaling: Scaling
  /// The same for all sounds, as a network of fixed input range wants it; nil: none.
  public var affine: AffineScaling?
  /// Cepstral coefficients in place of bands (MFCC of mel bands); nil: none.
  public var cepstrum: Cepstrum?
  /// Derivatives in time as further channels; nil: none.
  public var deltas: Deltas?
  /// The height and width that the result is resized to; nil: as it is.
  public var size: ImageSize?

  public init(
    preEmphasis: Double = 0, fftSize: Int = 1_024, windowLength: Int? = nil,
    window: WindowShape = WindowShape(),
    hopLength: Int = 512, framing: Framing = .centred(.reflect),
    precision: TransformPrecision = .single, power: Power = .power,
    normalized: Bool = false, frequency: FrequencyScale = .mel(MelScale()),
    scaling: Scaling = .decibels(Decibels()), affine: AffineScaling? = nil,
    cepstrum: Cepstrum? = nil, deltas: Deltas? = nil, size: ImageSize? = nil
  ) {
    self.preEmphasis = preEmphasis
    self.fftSize = fftSize
    self.windowLength = windowLength
    self.window = window
    self.hopLength = hopLength
    self.framing = framing
    self.precision = precision
    self.power = power
    self.normalized = normalized
    self.frequency = frequency
    self.scaling = scaling
    self.affine = affine
    self.cepstrum = cepstrum
    self.deltas = deltas
    self.size = size
  }
}

/// A window function.
public struct WindowShape: Hashable, Sendable {
  public enum Kind: String, CaseIterable, Codable, Sendable {
    case hann, hamming, blackman, rectangular
  }

  public var kind: Kind
  /// Symmetric, as for filters; otherwise periodic, as for spectra.
  public var isSymmetric: Bool

  public init(_ kind: Kind = .hann, isSymmetric: Bool = false) {
    self.kind = kind
    self.isSymmetric = isSymmetric
  }
}

/// Where the frames of a signal lie.
public enum Framing: Hashable, Sendable {
  /// Frame t has sample t · hop in its middle; the signal is continued beyond its ends.
  case centred(SignalPadding)
  /// Frame t begins with sample t · hop; only frames that lie in the signal.
  case within
  /// As `within`, but it is the window that must lie in the signal, not the transform (VGGish).
  case windowWithin
}

/// The precision of a Fourier transform.
public enum TransformPrecision: String, CaseIterable, Codable, Sendable {
  case single, double
}

/// How a signal is continued beyond its ends.
public enum SignalPadding: String, CaseIterable, Codable, Sendable {
  /// Mirrored; the end itself is not repeated.
  case reflect
  /// With zeros.
  case constant
  /// With the end itself.
  case replicate
}

/// What is taken of a Fourier coefficient.
public enum Power: Int, CaseIterable, Codable, Sendable {
  /// Its magnitude.
  case magnitude = 1
  /// Its magnitude squared.
  case power = 2
}

/// What the rows of a spectrogram are.
public enum FrequencyScale: Hashable, Sendable {
  /// The `fftSize / 2 + 1` bins of the transform.
  case linear
  case mel(MelScale)
}

/// Triangular filters that are even on the mel scale.
public struct MelScale: Hashable, Sendable {
  /// A formula for mel, and whether the filters' flanks are straight in hertz or in mel.
  public enum Formula: String, CaseIterable, Codable, Sendable {
    /// 2595 log10(1 + f / 700).
    case htk
    /// Linear up to 1,000 Hz, then logarithmic (Slaney's Auditory Toolbox).
    case slaney
    /// HTK's formula with flanks straight in mel and no DC bin.
    case vggish
  }

  public enum Norm: String, CaseIterable, Codable, Sendable {
    /// Every triangle peaks at 1.
    case none
    /// Every triangle has the same area: divided by half its width in Hz.
    case slaney
  }

  public var bands: Int
  /// Where the lowest band begins, in Hz.
  public var minimumFrequency: Double
  /// Where the highest band ends, in Hz; nil: half the sample rate.
  public var maximumFrequency: Double?
  public var formula: Formula
  public var norm: Norm

  public init(
    bands: Int = 128, minimumFrequency: Double = 0, maximumFrequency: Double? = nil,
    formula: Formula = .htk, norm: Norm = .none
  ) {
    self.bands = bands
    self.minimumFrequency = minimumFrequency
    self.maximumFrequency = maximumFrequency
    self.formula = formula
    self.norm = norm
  }
}

/// What is done to the values.
public enum Scaling: Hashable, Sendable {
  /// Nothing.
  case linear
  case decibels(Decibels)
  /// ln(x + offset).
  case logarithm(offset: Double)
  case pcen(PCEN)
}

/// (x - mean) / deviation, after the scaling.
public struct AffineScaling: Hashable, Sendable {
  public var mean: Double
  public var deviation: Double

  public init(mean: Double, deviation: Double) {
    self.mean = mean
    self.deviation = deviation
  }
}

/// Decibels: 10 log10 of power, 20 log10 of magnitude.
public struct Decibels: Hashable, Sendable {
  public enum Reference: String, CaseIterable, Codable, Sendable {
    /// 0 dB is the value 1.
    case one
    /// 0 dB is the largest value of the spectrogram.
    case maximum
  }

  public var reference: Reference
  /// Smaller values are raised to it first (librosa's `amin`).
  public var floor: Double
  /// Nothing lies further than this below the largest value, in dB (`top_db`); nil: no limit.
  public var dynamicRange: Double?

  public init(reference: Reference = .one, floor: Double = 1e-10, dynamicRange: Double? = nil) {
    self.reference = reference
    self.floor = floor
    self.dynamicRange = dynamicRange
  }
}

/// Per-channel energy normalisation, as in librosa's `pcen`; Wang et al., "Trainable Frontend For
/// Robust and Far-Field Keyword Spotting", 2017.
public struct PCEN: Hashable, Sendable {
  /// What the values are multiplied by first; full scale of 32-bit samples, as librosa advises.
  public var scale: Double
  public var gain: Double
  public var bias: Double
  /// The exponent of the compression; 0: a logarithm.
  public var exponent: Double
  /// Of the smoothing filter, in seconds.
  public var timeConstant: Double
  public var epsilon: Double

  public init(
    scale: Double = 2_147_483_648, gain: Double = 0.98, bias: Double = 2, exponent: Double = 0.5,
    timeConstant: Double = 0.4, epsilon: Double = 1e-6
  ) {
    self.scale = scale
    self.gain = gain
    self.bias = bias
    self.exponent = exponent
    self.timeConstant = timeConstant
    self.epsilon = epsilon
  }
}

/// The discrete cosine transform (type II) of the bands.
public struct Cepstrum: Hashable, Sendable {
  public enum Norm: String, CaseIterable, Codable, Sendable {
    /// The transform keeps the Euclidean norm.
    case orthonormal = "ortho"
    /// Twice the plain sum.
    case none
  }

  /// Coefficients, from 0 on.
  public var count: Int
  public var norm: Norm
  /// Coefficient k is multiplied by 1 + lifter / 2 · sin(π (k + 1) / lifter); 0: it is not.
  public var lifter: Double

  public init(count: Int = 20, norm: Norm = .orthonormal, lifter: Double = 0) {
    self.count = count
    self.norm = norm
    self.lifter = lifter
  }
}

/// Derivatives in time by local least squares: librosa's `delta` with mode "interp".
public struct Deltas: Hashable, Sendable {
  /// Frames that a derivative is taken from; odd.
  public var width: Int
  /// Whether the second derivative follows the first, as a third channel.
  public var includesSecond: Bool

  public init(width: Int = 9, includesSecond: Bool = true) {
    self.width = width
    self.includesSecond = includesSecond
  }
}

/// The size of a resized spectrogram.
public struct ImageSize: Hashable, Sendable {
  public var height: Int
  public var width: Int
  /// Whether what is made smaller is smoothed first.
  public var isAntialiased: Bool

  public init(height: Int, width: Int, isAntialiased: Bool = true) {
    self.height = height
    self.width = width
    self.isAntialiased = isAntialiased
  }
}
