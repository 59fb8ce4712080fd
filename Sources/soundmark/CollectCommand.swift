import ArgumentParser
import Cache
import Configuration
import Digests
import Manifest
import Pipeline

struct CollectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "collect", abstract: "Remove from the cache what no configuration reaches.",
    discussion: """
      Without --delete it only says what would go. Every configuration that was ever used on the \
      manifest keeps what it reaches until it is forgotten (--forget); --list shows them. Other \
      manifests that use the cache lose nothing.

      With --max-size it goes on until the cache fits: what was not needed for longest and can be made \
      again goes, waveforms before previews before tensors before embeddings. Checkpoints and results never do.
      """)

  @OptionGroup var options: CommandOptions

  @Flag(name: .long, help: "Remove it.")
  var delete = false

  @Option(
    name: .long,
    help: ArgumentHelp("Forget a configuration and what only it reaches.", valueName: "id"))
  var forget: [Int64] = []

  @Flag(
    name: .long,
    help:
      "Also let go of what was made of clips whose files are not there now, as when a disk is away."
  )
  var forgetMissing = false

  @Option(
    name: .long,
    help: ArgumentHelp("Make the cache fit into this, as in 20GB.", valueName: "size"))
  var maxSize: ByteSize?

  @Flag(name: .long, help: "List the recorded configurations, and end.")
  var list = false

  func run() throws {
    let reporter = options.reporter
    let configuration = try PipelineConfiguration.load(
      path: options.config, overrides: options.overrides)
    let path = configuration.paths.manifest
    let store = ObjectStore(root: configuration.paths.cache)
    if list {
      return try showConfigurations(
        of: ManifestDatabase(inMemoryCopyOf: path, version: programVersion), reporter)
    }
    let locks = CacheLocks(store: store)
    guard let alone = try locks.takeCache() else {
      throw StageError.cacheInUse(cache: store.root, by: "a stage")
    }
    let manifest =
      try delete
      ? ManifestDatabase(existing: path, version: programVersion)
      : ManifestDatabase(inMemoryCopyOf: path, version: programVersion)
    for id in forget { try manifest.forget(configuration: id) }
    if forgetMissing { try manifest.forgetAbsentClips() }
    let repacking = Repacking(manifest, store)
    let packed = delete ? 0 : try repacking.freedBytes()
    if delete { try repacking.carryOut() }
    let garbage = try Garbage(manifest, store, locks)
    let eviction = try maxSize.map { try Eviction(to: $0, beside: garbage, manifest) }
    if delete {
      try manifest.removeArtefacts(garbage.artefacts + (eviction?.artefacts ?? []))
      for file in garbage.files + (eviction?.files ?? []) { try store.removeFile(file.path) }
    }
    garbage.report(isDeleted: delete, reporter)
    if packed > 0 {
      reporter.result("\(sizeText(packed)) more in packs of embeddings that would be written anew")
    }
    let absent = try manifest.absentClips()
    if absent > 0 {
      reporter.result(
        "kept for \(counted(absent, "clip")) whose files are not there now (--forget-missing lets it go)"
      )
    }
    eviction?.report(isDeleted: delete, reporter)
    _ = consume alone
  }

  /// Number, hash, last use, data set, network, and in what each differs from the one used last.
  private func showConfigurations(of manifest: ManifestDatabase, _ reporter: Reporter) throws {
    let all = try manifest.configurations()
    for configuration in all {
      let seconds = configuration.lastUsed / 1_000_000_000
      let network = try manifest.settings(of: configuration.id)["training.network.name"] ?? ""
      let changes = try manifest.changes(
        from: all[0].id, to: configuration.id, silent: Parameter.plainNeutralValue
      ).map {
        "\($0.key) \($0.to)"
      }.joined(separator: ", ")
      reporter.result(cells: [
        "\(configuration.id)", String(configuration.digest.hex.prefix(12)), dateText(seconds),
        configuration.dataSet, network, configuration.id == all[0].id ? "in use" : changes,
      ])
      var object = JSONObject()
      object.set("event", "configuration")
      object.set("id", Int(configuration.id))
      object.set("digest", configuration.digest.hex)
      object.set("last_used", seconds)
      object.set("data_set", configuration.dataSet)
      object.set("network", network)
      object.set("differs", changes)
      reporter.result(object)
    }
  }
}
