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
      Without --delete it only says what would go. Every configuration that was ever used on the
      manifest keeps what it reaches until it is forgotten (--forget); --list shows them. Other
      manifests that use the cache lose nothing.

      With --max-size it goes on until the cache fits: what was not needed for longest and can be made
      again goes, waveforms before previews before tensors. Checkpoints and results never do.
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
    let garbage = try Garbage(manifest, store, locks)
    let eviction = try maxSize.map { try Eviction(to: $0, beside: garbage, manifest) }
    if delete {
      try manifest.removeArtefacts(garbage.artefacts + (eviction?.artefacts ?? []))
      for file in garbage.files + (eviction?.files ?? []) { try store.removeFile(file.path) }
    }
    garbage.report(isDeleted: delete, reporter)
    let absent = try manifest.absentClips()
    if absent > 0 {
      reporter.result(
        "kept for \(counted(absent, "clip")) whose files are not there now (--forget-missing lets it go)"
      )
    }
    eviction?.report(isDeleted: delete, reporter)
    _ = consume alone
  }

  private func showConfigurations(of manifest: ManifestDatabase, _ reporter: Reporter) throws {
    for configuration in try manifest.configurations() {
      let seconds = configuration.lastUsed / 1_000_000_000
      reporter.result(
        "\(configuration.id)\t\(configuration.digest.hex.prefix(12))\t\(dateText(seconds))")
      var object = JSONObject()
      object.set("event", "configuration")
      object.set("id", Int(configuration.id))
      object.set("digest", configuration.digest.hex)
      object.set("last_used", seconds)
      reporter.result(object)
    }
  }
}
