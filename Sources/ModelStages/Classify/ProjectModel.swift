import Cache
import Configuration
import Digests
import Manifest
import Pipeline

/// The network of a project that sounds are classified with if no other is named: of the runs that
/// finished under its configuration (if there are none, under the one used last), the last.
package struct ProjectModel {
  package let run: RunRecord
  /// The folds that it was trained on, for a sentence.
  package let trainFolds: String
  /// Of its checkpoint, which is there.
  package let path: String

  /// - Throws: `ModelError` or `ManifestError`, a sentence each.
  package init(of configuration: PipelineConfiguration) throws {
    let run = try ManifestDatabase.lastFinishedRun(
      in: configuration.paths.manifest, version: programVersion,
      under: Digest(of: configuration.canonicalText))
    guard let run, let checkpoint = run.checkpoint else {
      throw ModelError.noRun(manifest: configuration.paths.manifest)
    }
    let store = ObjectStore(root: configuration.paths.cache)
    path = store.absolutePath(of: checkpoint.object, .checkpoint)
    self.run = run
    let names = try ManifestDatabase.foldNames(
      in: configuration.paths.manifest, version: programVersion, ofRun: run.id)
    trainFolds = FoldNames(names).list(run.trainFolds)
    guard try store.holds(checkpoint.object, .checkpoint, size: checkpoint.size) else {
      throw ModelError.missing(run: run.id, path: path)
    }
  }
}
