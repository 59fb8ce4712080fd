import Spectrogram

extension ConfigurationKey {
  static let spectrogram: [ConfigurationKey] = [
    .integer(
      "spectrogram.fftSize", \.spectrogram.fftSize, 2...65_536,
      "Samples in a Fourier transform; any number."),
    .integer(
      "spectrogram.windowLength", \.spectrogram.windowLength, 1...65_536,
      "Samples in the window, in the middle of the transform; null: spectrogram.fftSize.",
      null: { $0.spectrogram.fftSize.json }),
    .choice("spectrogram.window", \.spectrogram.window.kind, "The window's shape."),
    .boolean(
      "spectrogram.windowSymmetric", \.spectrogram.window.isSymmetric,
      "Whether the window is symmetric rather than periodic."),
    .integer(
      "spectrogram.hopLength", \.spectrogram.hopLength, 1...1_048_576,
      "Samples from a frame to the next."),
    .choice(
      "spectrogram.framing", \.spectrogram.framing,
      "Whether frames are centred on multiples of the hop, or the transform, or only the window, lies within the signal."
    ),
    .choice(
      "spectrogram.padding", \.spectrogram.padding,
      "How a signal is continued beyond its ends for centred frames.",
      appliesWhen: { $0.spectrogram.framing == .centred }),
    .choice(
      "spectrogram.precision", \.spectrogram.precision,
      "In which windows and transforms are computed: torchaudio's single or librosa's double."),
    .choice("spectrogram.power", \.spectrogram.power, "1: magnitudes, 2: their squares."),
    .boolean(
      "spectrogram.normalized", \.spectrogram.normalized,
      "Whether spectra are divided by the window's norm."),
    .choice(
      "spectrogram.frequency", \.spectrogram.frequency,
      "Whether rows are mel bands or the bins of the transform."),
    .integer(
      "spectrogram.melBands", \.spectrogram.mel.bands, 1...2_048, "Mel bands.",
      appliesWhen: { $0.spectrogram.frequency == .mel }),
    .number(
      "spectrogram.minimumFrequency", \.spectrogram.mel.minimumFrequency, .from(0, to: 1_000_000),
      "Where the lowest mel band begins, in Hz.", appliesWhen: { $0.spectrogram.frequency == .mel }),
    .number(
      "spectrogram.maximumFrequency", \.spectrogram.mel.maximumFrequency, .above(0, to: 1_000_000),
      "Where the highest mel band ends, in Hz; null: half the sample rate.",
      appliesWhen: { $0.spectrogram.frequency == .mel },
      null: { (Double($0.segment.sampleRate) / 2).json }),
    .choice(
      "spectrogram.melScale", \.spectrogram.mel.formula,
      "The formula of mel; vggish is htk with flanks that are straight in mel.",
      appliesWhen: { $0.spectrogram.frequency == .mel }),
    .choice(
      "spectrogram.melNorm", \.spectrogram.mel.norm,
      "Whether mel bands have a peak of 1 or, with slaney, the same area.",
      appliesWhen: { $0.spectrogram.frequency == .mel }),
    .choice(
      "spectrogram.scaling", \.spectrogram.scaling,
      "What is done to the values: nothing, decibels, ln(x + offset) or PCEN."),
    .choice(
      "spectrogram.reference", \.spectrogram.decibels.reference,
      "For decibels: 0 dB is the value 1, or the largest.",
      appliesWhen: { $0.spectrogram.scaling == .decibels }),
    .number(
      "spectrogram.floor", \.spectrogram.decibels.floor, .from(1e-30, to: 1e30),
      "For decibels: smaller values are raised to it.",
      appliesWhen: { $0.spectrogram.scaling == .decibels }),
    .number(
      "spectrogram.dynamicRange", \.spectrogram.decibels.dynamicRange, .from(1e-3, to: 1_000),
      "For decibels: nothing lies further below the largest value, in dB; null: no limit.",
      appliesWhen: { $0.spectrogram.scaling == .decibels }),
    .number(
      "spectrogram.offset", \.spectrogram.offset, .from(1e-30, to: 1e30),
      "For logarithm: what is added to the values first.",
      appliesWhen: { $0.spectrogram.scaling == .logarithm }),
  ]

  static let spectrogramExtras: [ConfigurationKey] = [
    .number(
      "spectrogram.preEmphasis", \.spectrogram.preEmphasis, .from(0, to: 1),
      "Every sample becomes the next one minus this times itself; 0: none.", neutral: .number(0)),
    .number(
      "spectrogram.affine.mean", \.spectrogram.affine.mean, .from(-1e6, to: 1e6),
      "What is taken from the scaled values of all clips, in place of their mean in training.",
      neutral: .number(0)),
    .number(
      "spectrogram.affine.deviation", \.spectrogram.affine.deviation, .from(1e-6, to: 1e6),
      "What they are divided by then, in place of their deviation in training.",
      neutral: .number(1)),
    .number(
      "spectrogram.pcen.scale", \.spectrogram.pcen.scale, .from(1e-30, to: 1e30),
      "For pcen: what values are multiplied by first.",
      appliesWhen: { $0.spectrogram.scaling == .pcen }),
    .number(
      "spectrogram.pcen.gain", \.spectrogram.pcen.gain, .from(0, to: 10),
      "For pcen: the strength of the gain control.",
      appliesWhen: { $0.spectrogram.scaling == .pcen }),
    .number(
      "spectrogram.pcen.bias", \.spectrogram.pcen.bias, .from(0, to: 1e9),
      "For pcen: what is added before the compression.",
      appliesWhen: { $0.spectrogram.scaling == .pcen }),
    .number(
      "spectrogram.pcen.exponent", \.spectrogram.pcen.exponent, .from(0, to: 10),
      "For pcen: the exponent of the compression; 0: a logarithm.",
      appliesWhen: { $0.spectrogram.scaling == .pcen }),
    .number(
      "spectrogram.pcen.timeConstant", \.spectrogram.pcen.timeConstant, .from(1e-6, to: 1e6),
      "For pcen: of the smoothing, in seconds.", appliesWhen: { $0.spectrogram.scaling == .pcen }),
    .number(
      "spectrogram.pcen.epsilon", \.spectrogram.pcen.epsilon, .from(1e-30, to: 1e30),
      "For pcen: keeps silence from being divided by.",
      appliesWhen: { $0.spectrogram.scaling == .pcen }),
    .integer(
      "spectrogram.cepstrum.count", \.spectrogram.cepstrum.count, 0...8_192,
      "Cepstral coefficients (MFCC) in place of bands; 0: none."),
    .choice(
      "spectrogram.cepstrum.norm", \.spectrogram.cepstrum.norm,
      "The norm of the cosine transform.", appliesWhen: { $0.spectrogram.cepstrum.count > 0 }),
    .number(
      "spectrogram.cepstrum.lifter", \.spectrogram.cepstrum.lifter, .from(0, to: 10_000),
      "The liftering of cepstral coefficients; 0: none.",
      appliesWhen: { $0.spectrogram.cepstrum.count > 0 }),
    .integer(
      "spectrogram.deltas.order", \.spectrogram.deltaOrder, 0...2,
      "Derivatives in time as further channels: none, the first, or both."),
    .integer(
      "spectrogram.deltas.width", \.spectrogram.deltaWidth, 3...255,
      "Frames that a derivative is taken from; odd.", appliesWhen: { $0.spectrogram.deltaOrder > 0 }
    ),
    .integer(
      "spectrogram.size.height", \.spectrogram.height, 1...8_192,
      "The height that spectrograms are resized to; null: as they are."),
    .integer(
      "spectrogram.size.width", \.spectrogram.width, 1...8_192,
      "The width that spectrograms are resized to; null: as they are."),
    .boolean(
      "spectrogram.size.antialiased", \.spectrogram.isAntialiased,
      "Whether what is made smaller is smoothed first.",
      appliesWhen: { $0.spectrogram.height != nil }),
    .choice(
      "spectrogram.store", \.tensorStore,
      "The number format that tensors are kept in; float16 takes half the space."),
  ]
}
