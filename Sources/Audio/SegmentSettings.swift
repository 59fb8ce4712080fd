/// How the end of a window that the signal does not fill is filled.
public enum SegmentPadding: String, CaseIterable, Codable, Sendable {
  /// With digital silence.
  case zero
  /// With the signal again and again.
  case `repeat`
}

/// How several channels become one.
public enum ChannelMix: String, CaseIterable, Codable, Sendable {
  /// Their mean.
  case mean
  /// The first alone.
  case first
  /// The left alone, which is the first.
  case left
  /// The right alone, which is the second; where there is one channel, that.
  case right
  /// The one of the greatest energy, over the whole of the clip.
  case loudest
}

/// How sound files of any kind become windows of one length, rate and channel.
public struct SegmentSettings: Hashable, Sendable {
  /// The rate of the windows, in Hz.
  public var sampleRate: Int
  /// The length of a window, in seconds.
  public var seconds: Double
  /// From the start of a window to the start of the next, in seconds; nil: `seconds`.
  public var hopSeconds: Double?
  /// Shorter clips are faults (`too-short`); at 0 one sample is a clip.
  public var minimumSeconds: Double
  public var padding: SegmentPadding
  public var channels: ChannelMix
  public var resampling: ResamplingQuality

  public init(
    sampleRate: Int = 22_050, seconds: Double = 4, hopSeconds: Double? = nil,
    minimumSeconds: Double = 0, padding: SegmentPadding = .zero, channels: ChannelMix = .mean,
    resampling: ResamplingQuality = .high
  ) {
    self.sampleRate = sampleRate
    self.seconds = seconds
    self.hopSeconds = hopSeconds
    self.minimumSeconds = minimumSeconds
    self.padding = padding
    self.channels = channels
    self.resampling = resampling
  }

  /// Samples in a window.
  public var windowLength: Int { samples(seconds) }

  /// Samples from the start of a window to the start of the next.
  public var hopLength: Int { samples(hopSeconds ?? seconds) }

  private func samples(_ seconds: Double) -> Int {
    max(1, Int((seconds * Double(sampleRate)).rounded()))
  }

  /// Checks every setting alone; windows may take up to 2^28 samples.
  public func validate() throws(SegmentSettingsError) {
    let longest = Double(1 << 28) / Double(max(1, sampleRate))
    if !AudioFile.sampleRates.contains(sampleRate) {
      throw SegmentSettingsError(
        "sampleRate", "\(sampleRate)",
        "\(AudioFile.sampleRates.lowerBound) to \(AudioFile.sampleRates.upperBound) Hz")
    }
    for (name, value) in [("seconds", seconds), ("hopSeconds", hopSeconds ?? seconds)]
    where !(value > 0 && value <= longest) {
      throw SegmentSettingsError(name, "\(value)", "more than 0 and at most \(longest) s")
    }
    if !(minimumSeconds >= 0 && minimumSeconds.isFinite) {
      throw SegmentSettingsError("minimumSeconds", "\(minimumSeconds)", "0 s or more")
    }
  }

  /// Tells from the header alone whether a clip is long enough.
  ///
  /// - Throws: `AudioFault` `too-short`.
  public func check(_ header: AudioHeader, name: String) throws(AudioFault) {
    guard header.seconds >= minimumSeconds else {
      throw AudioFault(
        .tooShort,
        "The file \(name.printable) lasts \(header.seconds) s, expected at least \(minimumSeconds) s"
          + " (segment.minimumSeconds).")
    }
  }

  /// How many samples a clip has at `sampleRate`.
  public func sampleCount(of header: AudioHeader) -> Int {
    Resampler.outputCount(of: header.frames, from: header.sampleRate, to: sampleRate)
  }

  /// How many windows a clip has, from its header alone.
  ///
  /// A window starts every hop until one reaches the end of the signal. The last may run past the
  /// end and is padded there; it is kept if at least a quarter of it is signal. The first is kept
  /// however short the clip.
  public func windowCount(of header: AudioHeader) -> Int {
    let beyond = sampleCount(of: header) - windowLength
    guard beyond > 0 else { return 1 }
    let whole = beyond / hopLength + 1
    let rest = beyond % hopLength
    let restIsNew = rest > 0
    let signal = windowLength + rest - hopLength
    return restIsNew && 4 * signal >= windowLength ? whole + 1 : whole
  }

  /// The window of that index of a clip, from its header alone.
  public func window(_ index: Int, of header: AudioHeader) -> SegmentWindow {
    let start = index * hopLength
    return SegmentWindow(
      index: index, start: start,
      signalCount: min(windowLength, sampleCount(of: header) - start))
  }
}

extension SegmentSettings {
  /// For torchaudio's front end: 4 s at 22,050 Hz.
  public static let torchaudio = SegmentSettings()

  /// For librosa's front end: 4 s at 22,050 Hz.
  public static let librosa = SegmentSettings()

  /// For VGGish: at 16,000 Hz the 15,600 samples that 96 frames of 25 ms every 10 ms span, an
  /// example every 0.96 s.
  public static let vggish = SegmentSettings(
    sampleRate: 16_000, seconds: 0.975, hopSeconds: 0.96)

  /// For PANNs: 4 s at 32,000 Hz.
  public static let panns = SegmentSettings(sampleRate: 32_000)

  /// For EfficientAT's networks: 4 s at 32,000 Hz.
  public static let efficientat = SegmentSettings(sampleRate: 32_000)
}

/// A setting that is out of its range.
public struct SegmentSettingsError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The setting's name, as in `SegmentSettings`.
  public let setting: String
  public let found: String
  public let expected: String

  init(_ setting: String, _ found: String, _ expected: String) {
    self.setting = setting
    self.found = found
    self.expected = expected
  }

  public var description: String {
    "The segment setting \(setting) is \(found), expected \(expected)."
  }
}

/// One window of a clip.
public struct SegmentWindow: Hashable, Sendable {
  /// Its number, from 0.
  public let index: Int
  /// Its first sample, at the rate of the windows.
  public let start: Int
  /// How many of its samples are signal; the rest is padding.
  public let signalCount: Int

  public init(index: Int, start: Int, signalCount: Int) {
    self.index = index
    self.start = start
    self.signalCount = signalCount
  }
}
