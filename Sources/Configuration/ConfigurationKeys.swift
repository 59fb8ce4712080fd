import Audio

extension ConfigurationKey {
  /// Every key. Defaults, checks, `--set`, the schema and the documentation come from this table.
  static let all: [ConfigurationKey] =
    top + dataset + paths + segment + spectrogram + spectrogramExtras + preview + training
    + evaluation

  private static let top: [ConfigurationKey] = [
    .choice(
      "frontEnd", \.frontEnd,
      "A published front end, which gives segment and spectrogram their defaults.")
  ]

  private static let dataset: [ConfigurationKey] = [
    .choice(
      "dataset.format", \.dataset.format,
      "How the data set says what its clips are: UrbanSound8K's CSV, ESC-50's, any other, or one folder a class."
    ),
    .text("dataset.metadata", \.dataset.metadata, "The CSV file; folders need none."),
    .text("dataset.audio", \.dataset.audio, "The folder that all audio lies in."),
    .text(
      "dataset.name", \.name,
      "What reports call the data set; null: UrbanSound8K, ESC-50 or the name of the audio folder."),
    .boolean(
      "dataset.followLinks", \.dataset.followLinks,
      "Whether links may lead out of the audio folder."),
    .text(
      "dataset.columns.clip", \.dataset.columns.clip,
      "For csv: the column of the clip's name, unique."),
    .text("dataset.columns.label", \.dataset.columns.label, "For csv: the column of the class."),
    .text(
      "dataset.columns.fold", \.dataset.columns.fold,
      "For csv: the column of the fold, a whole number."),
    .text(
      "dataset.columns.path", \.dataset.columns.path,
      "For csv: the column of the file, relative to the audio folder; null: the clip's name."),
    .text(
      "dataset.columns.recording", \.dataset.columns.recording,
      "For csv: the column of what the clip was cut from; null: each clip is a recording of its own."
    ),
    .text(
      "dataset.columns.salience", \.dataset.columns.salience,
      "For csv: the column of the salience, 1 foreground, 2 background; null: none."),
    .text(
      "dataset.columns.start", \.dataset.columns.start,
      "For csv: the column of where the clip begins in its recording, in seconds; null: none."),
    .text(
      "dataset.columns.end", \.dataset.columns.end,
      "For csv: the column of where the clip ends in its recording, in seconds; null: none."),
    .integer(
      "dataset.folds", \.dataset.folds, 2...1_000, "For folders: how many folds are made."),
    .text(
      "dataset.recordingPattern", \.dataset.recordingPattern,
      "For folders: a regular expression whose one group names the recording in a file's name; null: each file is a recording of its own."
    ),
  ]

  private static let paths: [ConfigurationKey] = [
    .text("paths.manifest", \.paths.manifest, "The SQLite database of clips, runs and results."),
    .text("paths.cache", \.paths.cache, "The folder of everything that is computed."),
  ]

  private static let segment: [ConfigurationKey] = [
    .integer(
      "segment.sampleRate", \.segment.sampleRate, AudioFile.sampleRates,
      "The sample rate that clips are brought to, in Hz."),
    .number(
      "segment.seconds", \.segment.seconds, .above(0, to: 86_400),
      "The length of a segment, in seconds; 5 for esc50."),
    .number(
      "segment.hopSeconds", \.segment.hopSeconds, .above(0, to: 86_400),
      "From the start of a segment to the start of the next, in seconds; null: segment.seconds."),
    .number(
      "segment.minimumSeconds", \.segment.minimumSeconds, .from(0, to: 86_400),
      "Shorter clips are faults (too-short), in seconds; at 0 one sample is a clip."),
    .choice(
      "segment.padding", \.segment.padding,
      "How the rest of a segment is filled: with zeros, or with the signal again."),
    .choice(
      "segment.channels", \.segment.channels,
      "How channels become one: their mean, the first (left), the right, or the loudest of a clip."),
    .choice(
      "segment.resampling", \.segment.resampling, "The resampler's quality; high is soxr's HQ."),
    .boolean(
      "segment.keepWaveforms", \.keepsWaveforms,
      "Whether segments are kept as WAV files; if not, render cuts them itself: the same tensors in a quarter of the space, or two fifths where 16 bits hold the segments."
    ),
  ]

  private static let spectrogram: [ConfigurationKey] = [
    .integer(
      "spectrogram.fftSize", \.spectrogram.fftSize, 2...65_536,
      "Samples in a Fourier transform; any number."),
    .integer(
      "spectrogram.windowLength", \.spectrogram.windowLength, 1...65_536,
      "Samples in the window, in the middle of the transform; null: spectrogram.fftSize."),
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
      "How a signal is continued beyond its ends for centred frames."),
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
    .integer("spectrogram.melBands", \.spectrogram.mel.bands, 1...2_048, "Mel bands."),
    .number(
      "spectrogram.minimumFrequency", \.spectrogram.mel.minimumFrequency, .from(0, to: 1_000_000),
      "Where the lowest mel band begins, in Hz."),
    .number(
      "spectrogram.maximumFrequency", \.spectrogram.mel.maximumFrequency, .above(0, to: 1_000_000),
      "Where the highest mel band ends, in Hz; null: half the sample rate."),
    .choice(
      "spectrogram.melScale", \.spectrogram.mel.formula,
      "The formula of mel; vggish is htk with flanks that are straight in mel."),
    .choice(
      "spectrogram.melNorm", \.spectrogram.mel.norm,
      "Whether mel bands have a peak of 1 or, with slaney, the same area."),
    .choice(
      "spectrogram.scaling", \.spectrogram.scaling,
      "What is done to the values: nothing, decibels, ln(x + offset) or PCEN."),
    .choice(
      "spectrogram.reference", \.spectrogram.decibels.reference,
      "For decibels: 0 dB is the value 1, or the largest."),
    .number(
      "spectrogram.floor", \.spectrogram.decibels.floor, .from(1e-30, to: 1e30),
      "For decibels: smaller values are raised to it."),
    .number(
      "spectrogram.dynamicRange", \.spectrogram.decibels.dynamicRange, .from(1e-3, to: 1_000),
      "For decibels: nothing lies further below the largest value, in dB; null: no limit."),
    .number(
      "spectrogram.offset", \.spectrogram.offset, .from(1e-30, to: 1e30),
      "For logarithm: what is added to the values first."),
  ]

  private static let spectrogramExtras: [ConfigurationKey] = [
    .number(
      "spectrogram.pcen.scale", \.spectrogram.pcen.scale, .from(1e-30, to: 1e30),
      "For pcen: what values are multiplied by first."),
    .number(
      "spectrogram.pcen.gain", \.spectrogram.pcen.gain, .from(0, to: 10),
      "For pcen: the strength of the gain control."),
    .number(
      "spectrogram.pcen.bias", \.spectrogram.pcen.bias, .from(0, to: 1e9),
      "For pcen: what is added before the compression."),
    .number(
      "spectrogram.pcen.exponent", \.spectrogram.pcen.exponent, .from(0, to: 10),
      "For pcen: the exponent of the compression; 0: a logarithm."),
    .number(
      "spectrogram.pcen.timeConstant", \.spectrogram.pcen.timeConstant, .from(1e-6, to: 1e6),
      "For pcen: of the smoothing, in seconds."),
    .number(
      "spectrogram.pcen.epsilon", \.spectrogram.pcen.epsilon, .from(1e-30, to: 1e30),
      "For pcen: keeps silence from being divided by."),
    .integer(
      "spectrogram.cepstrum.count", \.spectrogram.cepstrum.count, 0...8_192,
      "Cepstral coefficients (MFCC) in place of bands; 0: none."),
    .choice(
      "spectrogram.cepstrum.norm", \.spectrogram.cepstrum.norm,
      "The norm of the cosine transform."),
    .number(
      "spectrogram.cepstrum.lifter", \.spectrogram.cepstrum.lifter, .from(0, to: 10_000),
      "The liftering of cepstral coefficients; 0: none."),
    .integer(
      "spectrogram.deltas.order", \.spectrogram.deltaOrder, 0...2,
      "Derivatives in time as further channels: none, the first, or both."),
    .integer(
      "spectrogram.deltas.width", \.spectrogram.deltaWidth, 3...255,
      "Frames that a derivative is taken from; odd."),
    .integer(
      "spectrogram.size.height", \.spectrogram.height, 1...8_192,
      "The height that spectrograms are resized to; null: as they are."),
    .integer(
      "spectrogram.size.width", \.spectrogram.width, 1...8_192,
      "The width that spectrograms are resized to; null: as they are."),
    .boolean(
      "spectrogram.size.antialiased", \.spectrogram.isAntialiased,
      "Whether what is made smaller is smoothed first."),
    .choice(
      "spectrogram.store", \.tensorStore,
      "The number format that tensors are kept in; float16 takes half the space."),
  ]

  private static let preview: [ConfigurationKey] = [
    .boolean("preview.enabled", \.preview.isEnabled, "Whether a PNG is drawn of each spectrogram."),
    .choice("preview.colormap", \.preview.colormap, "The colours, from low to high."),
    .number(
      "preview.dynamicRange", \.preview.dynamicRange, .above(0, to: 1_000),
      "How far below a clip's largest value the first colour lies, in the spectrogram's unit."),
    .number(
      "preview.lower", \.preview.lower, .from(-1e6, to: 1e6),
      "The value of the first colour, the same for all clips; null: each clip's own."),
    .number(
      "preview.upper", \.preview.upper, .from(-1e6, to: 1e6),
      "The value of the last colour, the same for all clips; null: each clip's own."),
    .integer("preview.scale", \.preview.scale, 1...16, "Pixels per value, both ways."),
  ]

  private static let training: [ConfigurationKey] = [
    .choice(
      "training.network.name", \.network.name,
      "The network; training.network may be its name alone."),
    .integer(
      "training.network.width", \.network.width, 1...1_024,
      "Channels of its first convolution, the others in proportion; null: the network's own."),
    .integer(
      "training.epochs", \.training.epochs, 1...100_000, "How often every clip is trained on."),
    .integer("training.batchSize", \.training.batchSize, 1...4_096, "Clips in a step."),
    .number(
      "training.learningRate", \.training.learningRate, .above(0, to: 10),
      "The highest learning rate of the schedule."),
    .choice(
      "training.schedule", \.training.schedule, "How the learning rate goes from step to step."),
    .number(
      "training.weightDecay", \.training.weightDecay, .from(0, to: 1), "AdamW's weight decay."),
    .number(
      "training.labelSmoothing", \.training.labelSmoothing, .from(0, below: 1),
      "The share of a label that is spread over all classes."),
    .number(
      "training.mixup", \.training.mixup, .from(0, to: 1),
      "Clips are mixed with weights from Beta(mixup, mixup); 0: they are not."),
    .boolean(
      "training.timeRoll", \.training.timeRoll,
      "Whether clips are rolled by a random number of frames."),
    .integer(
      "training.frequencyMask", \.training.frequencyMask, 0...8_192,
      "The most bands that a random mask covers; 0: no mask."),
    .integer(
      "training.timeMask", \.training.timeMask, 0...1_000_000,
      "The most frames that a random mask covers; 0: no mask."),
    .number(
      "training.dropout", \.training.dropout, .from(0, below: 1),
      "The share of pooled features that is dropped."),
    .integer(
      "training.seed", \.training.seed, 0...(1 << 53), "The seed of all that is random."),
    .choice(
      "training.precision", \.precision, "The number format of activations and convolutions."),
    .text(
      "training.weights", \.weights,
      "Weights to start from: a file (safetensors, torch's .pt or .pth) or a name that soundmark weights lists; null: random ones."
    ),
    .integer(
      "training.threads", \.training.threads, 1...1_024,
      "Threads of training; null: one a processor."),
    .text(
      "training.tensorBoard", \.tensorBoard,
      "The folder for TensorBoard's event files, a folder a run, written while it trains; null: none."
    ),
  ]

  private static let evaluation: [ConfigurationKey] = [
    .integer(
      "evaluation.batchSize", \.evaluationBatchSize, 1...4_096,
      "Clips that are predicted at once."),
    .choice(
      "evaluation.precision", \.evaluationPrecision,
      "The number format of prediction; null: training.precision."),
  ]
}
