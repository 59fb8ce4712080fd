import Numerics

/// What may happen to a sound between its source and a listener, by the names that configurations, conditions
/// and reports use. Each has five severities.
public enum Perturbation: String, CaseIterable, Hashable, Sendable {
  case whiteNoise = "white-noise"
  case pinkNoise = "pink-noise"
  /// Recordings that are given, as noise.
  case background
  case lowPass = "low-pass"
  case gain
  case clipping
  case muLaw = "mu-law"
  case vorbis
  /// By a synthesized room.
  case reverberation
  /// By rooms whose responses are given.
  case impulseResponse = "impulse-response"
  case timeShift = "time-shift"
  case timeStretch = "time-stretch"
  case pitchShift = "pitch-shift"
  case sampleRate = "sample-rate"

  /// From hardly heard to what hides the sound.
  public static let severities = 1...5

  /// Whether it takes recordings that somebody has to give.
  public var needsRecordings: Bool { self == .background || self == .impulseResponse }

  /// What it does to a sound.
  ///
  /// - Parameters:
  ///   - severity: From 1 to 5.
  ///   - sampleRate: In Hz.
  ///   - recordings: The backgrounds or impulse responses, at that rate; empty for others.
  package func change(
    severity: Int, sampleRate: Int, recordings: [[Float]] = []
  ) -> any SoundChange {
    let step = severity - Self.severities.lowerBound
    return switch self {
    case .whiteNoise: AddedNoise(.white, ratio: AddedNoise.ratios[step])
    case .pinkNoise: AddedNoise(.pink, ratio: AddedNoise.ratios[step])
    case .background: AddedNoise(.recordings(recordings), ratio: AddedNoise.ratios[step])
    case .lowPass: LowPass(LowPass.cutOffs[step], sampleRate: sampleRate)
    case .gain: Gain(decibels: Gain.steps[step])
    case .clipping: Clipping(share: Clipping.shares[step])
    case .muLaw: MuLaw(levels: MuLaw.levels[step])
    case .vorbis: Vorbis(quality: Vorbis.qualities[step], sampleRate: sampleRate)
    case .reverberation: Reverberation(time: Reverberation.times[step], sampleRate: sampleRate)
    case .impulseResponse: Room(recordings, share: Room.shares[step])
    case .timeShift: TimeShift(share: TimeShift.shares[step])
    case .timeStretch: TimeStretch(factor: TimeStretch.factors[step])
    case .pitchShift: PitchShift(semitones: PitchShift.steps[step], sampleRate: sampleRate)
    case .sampleRate: OtherRate(OtherRate.rates[step], sampleRate: sampleRate)
    }
  }

  /// The random numbers of a clip under it, the same for all severities, so that these differ by nothing
  /// else.
  ///
  /// - Parameters:
  ///   - clip: The clip's name and what else tells its sound from others.
  ///   - epoch: In training, so that every epoch draws anew.
  package func draws(seed: UInt64, clip: String, epoch: Int = 0) -> Philox {
    // The name's own number: rows of a manifest have others in the next.
    let number = Philox.Purpose(stringLiteral: clip).word
    return Philox(
      seed: seed, purpose: Philox.Purpose(stringLiteral: "perturbation \(rawValue)"), epoch: epoch,
      clip: Int(number))
  }
}

/// Something that is done to a sound.
package protocol SoundChange: Sendable {
  /// The sound after it, which may be longer or shorter.
  ///
  /// - Parameter draws: For what is left to chance.
  func applied(to samples: [Float], _ draws: inout Philox) -> [Float]
}
