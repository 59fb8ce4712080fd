import Configuration
import TensorFiles

/// The front end that a model was trained behind, as its file says it.
struct ModelFrontEnd {
  private let card: FrontEndCard
  private let path: String

  /// Nil for a file that says nothing of it, as one of PyTorch's.
  init?(_ checkpoint: SafetensorsFile, path: String) {
    guard let segment = checkpoint.metadata["segment"],
      let spectrogram = checkpoint.metadata["spectrogram"]
    else { return nil }
    card = FrontEndCard(text: segment + spectrogram)
    self.path = path
  }

  /// - Throws: `FrontEndMismatch` where the model would be fed by another front end.
  func check(_ present: FrontEndCard) throws(FrontEndMismatch) {
    guard let difference = card.difference(from: present) else { return }
    throw FrontEndMismatch(model: path, difference: difference)
  }
}

/// A model would see sounds through another front end than the one that it was trained behind.
package struct FrontEndMismatch: Error, CustomStringConvertible {
  let model: String
  let difference: FrontEndDifference

  package var description: String {
    """
    Could not use the model \(model): it was trained with \(difference.key) \
    \(difference.value ?? "unused"), but this configuration has \(difference.other ?? "it unused"); \
    set the key as the model has it, or use a model that was trained behind this front end \
    (soundmark train --force trains anew).
    """
  }
}
