/// Why there is no model to listen by, in a sentence that says what to try.
package enum ModelError: Error, CustomStringConvertible {
  /// Neither a model was named nor is there a project that has one.
  case noProject(configuration: String)
  /// The manifest has no finished run of a network, or is not there itself.
  case noRun(manifest: String)
  /// A run's checkpoint is not in the cache.
  case missing(run: Int64, path: String)
  /// The file lacks metadata that `soundmark train` writes.
  case incomplete(path: String, lacking: [String])
  case baseline(path: String, name: String)
  /// Its names of classes are not as many as the network tells apart.
  case classes(path: String, names: Int, outputs: Int)
  /// It gives an embedding, which names nothing.
  case noClasses(network: String)
  /// Published weights without a way from sound to their input.
  case madeForPictures(weights: String)
  /// Weights of torch's that are none of the published ones.
  case unknownWeights(path: String)
  /// Its file says nothing of how often it is wrong.
  case noSets(path: String)
  case unusable(path: String, reason: String)

  package var description: String {
    switch self {
    case .noProject(let configuration):
      """
      Could not choose a model: there is no \(configuration) here to take a trained network \
      from, and none was named; name a checkpoint of soundmark train with --model FILE, or go to a \
      project's folder.
      """
    case .noRun(let manifest):
      """
      Could not choose a model: the manifest \(manifest) has no network that was trained to \
      its end; run soundmark train first (make does), or name a checkpoint with --model FILE.
      """
    case .missing(let run, let path):
      """
      Could not use the last model: run \(run)'s checkpoint \(path) is not there whole; run \
      soundmark train, which makes it again, or name another with --model FILE.
      """
    case .incomplete(let path, let lacking):
      """
      Could not use the model \(path): its metadata lacks \
      \(lacking.joined(separator: ", ")), so that neither its classes' names nor the way from sound to \
      spectrogram are known; use a checkpoint that soundmark train made.
      """
    case .baseline(let path, let name):
      """
      Could not use the model \(path): it is the baseline \(name), which is there to \
      be compared with, expected a network; name a network's checkpoint with --model FILE.
      """
    case .classes(let path, let names, let outputs):
      """
      Could not use the model \(path): it names \(names) classes but its network tells \
      \(outputs) apart; was it changed by another program?
      """
    case .noClasses(let network):
      """
      Could not classify by \(network): it gives embeddings and names no sounds; train a probe on it \
      (training.weights \(network), training.mode probe), or let soundmark embed write what it gives.
      """
    case .madeForPictures(let weights):
      """
      Could not use \(weights) on sounds: it was made for pictures, and nothing says how sound becomes one; \
      train with it as training.weights, and use what comes of that.
      """
    case .unknownWeights(let path):
      """
      Could not use the model \(path): it is a file of torch's, which says neither what its outputs are \
      called nor how sound becomes its input, and it is none of the weights that soundmark weights lists; \
      train with it as training.weights, and classify with what comes of that.
      """
    case .noSets(let path):
      """
      Could not say how unsure the model \(path) is: its file has no scores of clips that were kept from \
      learning; train a probe, or with training.validation "recordings", and use what comes of that \
      (make train ARGS=--force trains anew what an earlier version trained).
      """
    case .unusable(let path, let reason):
      "Could not use the model \(path): \(reason)."
    }
  }
}
