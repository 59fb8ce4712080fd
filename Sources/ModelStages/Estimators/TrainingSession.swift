import Cache
import Digests
import Manifest
import Pipeline

/// The run that a training belongs to: where its epochs and its resumable state go.
struct TrainingSession {
  let run: Int64
  let key: Digest
  /// The training fold that is kept back; nil: none.
  let validationFold: Int?
  /// What the live line begins with.
  let title: String
  /// What people tell the run by, such as `cnn4-test-fold-1-3fa9c0e1`.
  let name: String
  /// How many examples later runs train on, as often as they will: for the time left over all.
  let examplesToFollow: Int
  let context: StageContext

  var manifest: ManifestDatabase { context.manifest }
  var store: ObjectStore { context.store }
  var reporter: Reporter { context.reporter }
}
