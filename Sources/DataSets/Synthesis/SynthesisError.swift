/// Why a data set cannot be planned.
public enum SynthesisError: Error, Hashable, CustomStringConvertible {
  case clips(Int)
  case folds(Int)
  case seconds(Double)
  case foreground(Double)
  case slices(Int)

  public var description: String {
    switch self {
    case .clips(let count): "cannot synthesize \(count) clips: expected 1 to 100,000"
    case .folds(let count): "cannot spread clips over \(count) folds: expected 1 to 100"
    case .seconds(let seconds):
      "cannot synthesize clips of up to \(seconds) s: expected 0.01 to 60 s"
    case .foreground(let share):
      "cannot have \(share) of the recordings in the foreground: expected 0 to 1"
    case .slices(let count): "cannot cut up to \(count) clips from a recording: expected 1 to 24"
    }
  }
}
