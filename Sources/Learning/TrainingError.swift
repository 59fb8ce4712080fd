/// Why a training stopped; the description is a sentence for a person.
public enum TrainingError: Error, Equatable, CustomStringConvertible {
  /// A loss or a gradient was not a finite number.
  case diverged(epoch: Int, step: Int, quantity: String, learningRate: Double)
  /// There is nothing to learn from.
  case noClips
  /// A label that is no class.
  case label(Int, clip: Int, classes: Int)
  /// A state that belongs to another training.
  case state(found: String, expected: String)
  /// OpenBLAS, which the linear baseline needs, is not there.
  case algebra(reason: String)

  public var description: String {
    switch self {
    case .diverged(let epoch, let step, let quantity, let rate):
      "training stopped at epoch \(epoch), step \(step): the \(quantity) is not a finite number "
        + "at learning rate \(rate); try a lower learning rate or precision float32, and look for "
        + "spectrograms that hold NaN or infinity"
    case .noClips:
      "cannot train: the training folds hold no clip; check the folds and what ingest reported"
    case .label(let label, let clip, let classes):
      "cannot train: training clip \(clip) has label \(label), expected 0 to \(classes - 1); "
        + "check the metadata's class column"
    case .state(let found, let expected):
      "cannot go on with the saved training: it is \(found), expected \(expected); "
        + "train anew with --force"
    case .algebra(let reason):
      "cannot train the linear baseline: OpenBLAS could not be loaded (\(reason)); "
        + "install the package libopenblas0"
    }
  }
}
