import ArgumentParser
import Cache
import Configuration
import Digests
import Manifest
import Pipeline

struct VerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify", abstract: "Check every object of the cache against its digest.",
    discussion: """
      Objects that are missing or damaged are dropped from the manifest, so that the next run of their \
      stage makes them again; as long as there are none, nothing is written. Ends with 0 when all is \
      well and 1 when something was damaged.
      """)

  @OptionGroup var options: CommandOptions

  func run() throws {
    let reporter = options.reporter
    let configuration = try PipelineConfiguration.load(
      path: options.config, overrides: options.overrides)
    let path = configuration.paths.manifest
    let manifest = try ManifestDatabase(inMemoryCopyOfExisting: path, version: programVersion)
    let faults = try manifest.integrityFaults()
    guard faults.isEmpty else {
      throw ManifestError.damaged(path: path, reason: faults[0])
    }
    let store = ObjectStore(root: configuration.paths.cache)
    let artefacts = try manifest.artefacts()
    let damaged = try self.damaged(artefacts, store, reporter)
    for (artefact, finding) in damaged {
      let object = ObjectStore.path(of: artefact.object, artefact.kind!.file)
      reporter.result("\(finding): \(object)")
      var line = JSONObject()
      line.set("event", finding)
      line.set("path", object)
      reporter.result(line)
    }
    let leftovers = try store.leftovers().count
    reporter.result(
      "verify: \(counted(artefacts.count, "artefact")), \(damaged.count) missing or damaged"
        + (leftovers > 0 ? ", \(counted(leftovers, "half-written file")) (soundmark collect)" : "")
        + (damaged.isEmpty ? "" : "; run make to make them again"))
    guard !damaged.isEmpty else { return }
    try drop(damaged.map(\.artefact), from: path, store)
    throw CommandExit(ExitStatus.failed)
  }

  /// Only here anything is written.
  private func drop(
    _ artefacts: [ArtefactSummary], from path: String, _ store: ObjectStore
  ) throws {
    let manifest = try ManifestDatabase(existing: path, version: programVersion)
    // A stage may have made one again meanwhile.
    let artefacts = artefacts.filter { Self.finding($0, store) != nil }
    for artefact in artefacts {
      try store.remove(artefact.object, artefact.kind!.file)
    }
    try manifest.removeArtefacts(artefacts.map(\.id))
  }

  private func damaged(
    _ artefacts: [ArtefactSummary], _ store: ObjectStore, _ reporter: Reporter
  ) throws -> [(artefact: ArtefactSummary, finding: String)] {
    var found: [(artefact: ArtefactSummary, finding: String)] = []
    reporter.begin(stage: "verify", unit: "artefact", total: artefacts.count)
    try WorkPool(jobs: WorkPool.processors).run(
      artefacts, scratch: {},
      work: { artefact, _ in (artefact, Self.finding(artefact, store)) },
      record: { outcomes in
        for (artefact, finding) in outcomes {
          if let finding { found.append((artefact, finding)) }
        }
        reporter.advance(done: outcomes.count)
      })
    return found.sorted { $0.artefact.id < $1.artefact.id }
  }

  private static func finding(_ artefact: ArtefactSummary, _ store: ObjectStore) -> String? {
    guard let kind = artefact.kind?.file else { return nil }
    guard (try? store.holds(artefact.object, kind, size: artefact.size)) == true,
      let bytes = try? store.read(artefact.object, kind)
    else { return "missing" }
    return Digest(of: bytes) == artefact.object ? nil : "damaged"
  }
}
