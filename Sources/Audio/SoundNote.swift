/// What a person would want to know of a sound that is no fault.
public struct SoundNote: Hashable, Sendable {
  /// The kinds of note, spelt as they are recorded.
  public enum Kind: String, CaseIterable, Sendable {
    /// No sample differs from the others by more than two steps of 16 bits.
    case silent
    /// What the channels become is silent, at least 40 dB below one of them.
    case cancelled
    /// At least a hundredth of the samples are at full scale.
    case clipped
    /// The mean of the samples is at least a fiftieth of full scale.
    case offset
  }

  public let kind: Kind
  /// One sentence: what was found, and what to do.
  public let message: String
}
