extension SpectrogramSettings {
  /// torchaudio's `MelSpectrogram` (128 bands, FFT 1,024, hop 512) and `AmplitudeToDB`; for
  /// 22,050 Hz.
  public static let torchaudio = SpectrogramSettings()

  /// librosa's `melspectrogram` and `power_to_db(ref=numpy.max)`; for 22,050 Hz.
  public static let librosa = SpectrogramSettings(
    fftSize: 2_048,
    framing: .centred(.constant), precision: .double,
    frequency: .mel(MelScale(formula: .slaney, norm: .slaney)),
    scaling: .decibels(Decibels(reference: .maximum, dynamicRange: 80)))

  /// VGGish's front end (Hershey et al., "CNN Architectures for Large-Scale Audio Classification",
  /// 2017); for 16,000 Hz. A segment of 15,600 samples makes an example of 96 frames.
  public static let vggish = SpectrogramSettings(
    fftSize: 512, windowLength: 400, hopLength: 160,
    framing: .windowWithin, precision: .double,
    power: .magnitude,
    frequency: .mel(
      MelScale(
        bands: 64, minimumFrequency: 125, maximumFrequency: 7_500, formula: .vggish)),
    scaling: .logarithm(offset: 0.01))

  /// PANNs' front end (Kong et al., "PANNs: Large-Scale Pretrained Audio Neural Networks for Audio
  /// Pattern Recognition", 2020); for 32,000 Hz.
  public static let panns = SpectrogramSettings(
    hopLength: 320,
    frequency: .mel(
      MelScale(
        bands: 64, minimumFrequency: 50, maximumFrequency: 14_000, formula: .slaney,
        norm: .slaney)))

  /// EfficientAT's front end (Schmid et al., "Efficient Large-Scale Audio Tagging via
  /// Transformer-to-CNN Knowledge Distillation", 2023), which its AudioSet weights expect; for
  /// 32,000 Hz.
  public static let efficientat = SpectrogramSettings(
    preEmphasis: 0.97,
    windowLength: 800, window: WindowShape(isSymmetric: true), hopLength: 320,
    frequency: .mel(MelScale(maximumFrequency: 15_000, formula: .vggish)),
    scaling: .logarithm(offset: 1e-5), affine: AffineScaling(mean: -4.5, deviation: 5))
}
