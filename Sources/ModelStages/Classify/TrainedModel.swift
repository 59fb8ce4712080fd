import Configuration
import TensorFiles

/// A trained network as its file has it, with all that it needs to classify sounds on its own: the
/// classes' names and the front end that it was trained behind.
package struct TrainedModel {
  package let path: String
  /// Its name, such as `cnn4`.
  package let network: String
  package let classes: [String]
  /// From sound to spectrogram; all else in it is at its default.
  let frontEnd: PipelineConfiguration
  let checkpoint: SafetensorsFile

  /// Reads a checkpoint of `soundmark train`, as untrusted input.
  ///
  /// - Throws: `ModelError` or `ConfigurationError`, a sentence each.
  package init(contentsOf path: String) throws {
    self.path = path
    do {
      checkpoint = try SafetensorsFile(contentsOf: path)
    } catch {
      throw ModelError.unusable(path: path, reason: "\(error)")
    }
    let metadata = checkpoint.metadata
    guard let network = metadata["network"], let classes = metadata["classes"],
      let segment = metadata["segment"], let spectrogram = metadata["spectrogram"]
    else {
      let needed = ["network", "classes", "segment", "spectrogram"]
      throw ModelError.incomplete(path: path, lacking: needed.filter { metadata[$0] == nil })
    }
    guard !Estimators.baselineNames.contains(network) else {
      throw ModelError.baseline(path: path, name: network)
    }
    self.network = network
    self.classes = classes.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    frontEnd = try PipelineConfiguration(frontEnd: segment + spectrogram, ofModel: path)
  }
}
