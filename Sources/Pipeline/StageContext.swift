import Cache
import Configuration
import Digests
import Manifest

/// What a stage works with: the configuration, the manifest, the cache, and a voice.
package struct StageContext: Sendable {
  package let configuration: PipelineConfiguration
  package let request: StageRequest
  package let manifest: ManifestDatabase
  package let store: ObjectStore
  package let reporter: Reporter
  /// The configuration's rows in the manifest.
  package let rows: ConfigurationRows

  package var pool: WorkPool { request.pool }

  /// Whether an item of this key belongs to the share of the work that was asked for.
  package func takes(_ key: Digest) -> Bool {
    request.shard?.contains(key) ?? true
  }
}

extension StageContext {
  /// Notes in the manifest that this configuration is the one in use, and says which results that
  /// takes out of people's sight.
  init(
    using configuration: PipelineConfiguration, request: StageRequest, manifest: ManifestDatabase,
    store: ObjectStore, reporter: Reporter
  ) throws {
    let earlier = try manifest.lastUsedConfiguration()
    try self.init(
      configuration: configuration, request: request, manifest: manifest, store: store,
      reporter: reporter)
    guard let earlier, earlier != rows.id else { return }
    let hidden = try manifest.runsOutOfSight(of: earlier, under: rows.id)
    guard hidden > 0 else { return }
    let changes = try manifest.changes(
      from: earlier, to: rows.id, silent: Parameter.plainNeutralValue
    ).map(\.description)
    reporter.note(
      """
      The configuration changed (\(changes.joined(separator: ", "))): the results of \
      \(counted(hidden, "run")) are out of sight in the views, which show the one used last, unless its \
      own train and evaluate find them still true; all_runs and all_predictions show everything.
      """)
  }

  private init(
    configuration: PipelineConfiguration, request: StageRequest, manifest: ManifestDatabase,
    store: ObjectStore, reporter: Reporter
  ) throws {
    self.init(
      configuration: configuration, request: request, manifest: manifest, store: store,
      reporter: reporter,
      rows: try manifest.use(ConfigurationRecord(configuration, in: manifest), at: wallClock()))
  }

  /// What a command looks at: a copy of the manifest in memory, so that looking changes nothing.
  package init(
    lookingAt configuration: PipelineConfiguration, request: StageRequest = StageRequest(),
    _ store: ObjectStore, _ reporter: Reporter
  ) throws {
    try self.init(
      configuration: configuration, request: request,
      manifest: ManifestDatabase(
        inMemoryCopyOf: configuration.paths.manifest, version: programVersion),
      store: store, reporter: reporter)
  }
}
