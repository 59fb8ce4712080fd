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
    for object in damaged {
      reporter.result("\(object.finding): \(object.path)")
      var line = JSONObject()
      line.set("event", object.finding)
      line.set("path", object.path)
      reporter.result(line)
    }
    let leftovers = try store.leftovers().count
    reporter.result(
      "verify: \(counted(artefacts.count, "artefact")), \(damaged.flatMap(\.artefacts).count) missing or damaged"
        + (leftovers > 0 ? ", \(counted(leftovers, "half-written file")) (soundmark collect)" : "")
        + (damaged.isEmpty ? "" : "; run make to make them again"))
    guard !damaged.isEmpty else { return }
    try drop(damaged, from: path, store)
    throw CommandExit(ExitStatus.failed)
  }

  /// An object that is missing or damaged, and the artefacts that it is, or holds.
  private struct Damage {
    let path: String
    let artefacts: [ArtefactSummary]
    let finding: String
  }

  /// Only here anything is written.
  private func drop(_ damaged: [Damage], from path: String, _ store: ObjectStore) throws {
    let manifest = try ManifestDatabase(existing: path, version: programVersion)
    // A stage may have made one again meanwhile.
    let artefacts = damaged.map(\.artefacts).filter { Self.finding($0[0], store) != nil }
    for artefacts in artefacts {
      try store.remove(artefacts[0].object, artefacts[0].kind!.file)
    }
    try manifest.removeArtefacts(artefacts.joined().map(\.id))
  }

  private func damaged(
    _ artefacts: [ArtefactSummary], _ store: ObjectStore, _ reporter: Reporter
  ) throws -> [Damage] {
    let known = artefacts.filter { $0.kind != nil }
    let objects = Dictionary(grouping: known) { ObjectStore.path(of: $0.object, $0.kind!.file) }
      .sorted { $0.value[0].id < $1.value[0].id }
    var found: [Damage] = []
    reporter.begin(stage: "verify", unit: "object", total: objects.count)
    try WorkPool(jobs: WorkPool.processors).run(
      objects, scratch: {},
      work: { object, _ in (object, Self.finding(object.value[0], store)) },
      record: { outcomes in
        for ((path, artefacts), finding) in outcomes {
          if let finding {
            found.append(Damage(path: path, artefacts: artefacts, finding: finding))
          }
        }
        reporter.advance(done: outcomes.count)
      })
    return found.sorted { $0.artefacts[0].id < $1.artefacts[0].id }
  }

  private static func finding(_ artefact: ArtefactSummary, _ store: ObjectStore) -> String? {
    guard let kind = artefact.kind?.file else { return nil }
    guard (try? store.holds(artefact.object, kind, size: artefact.size)) == true,
      let bytes = try? store.read(artefact.object, kind)
    else { return "missing" }
    return Digest(of: bytes) == artefact.object ? nil : "damaged"
  }
}
