import Cache
import Digests
import Manifest
import Pipeline

/// What nothing reaches: rows of this manifest, and files of the cache.
struct Garbage {
  private(set) var artefacts: [Int64] = []
  private(set) var files: [StoredFile] = []
  /// The files that stay, by what they hold.
  private(set) var keptFiles: [Digest: StoredFile] = [:]
  /// How many artefacts keep an object.
  private(set) var holders: [Digest: Int] = [:]

  var keptBytes: Int { keptFiles.values.reduce(0) { $0 + $1.size } }

  /// Marks from every manifest that uses the cache; what is not marked is garbage.
  init(_ manifest: ManifestDatabase, _ store: ObjectStore, _ locks: CacheLocks) throws {
    var keptRuns = try manifest.unfinishedRunKeys()
    for artefact in try manifest.artefacts() {
      if artefact.isReachable {
        holders[artefact.object, default: 0] += 1
      } else {
        artefacts.append(artefact.id)
      }
    }
    for path in try locks.manifests() where !locks.isSame(path, manifest.path) {
      let other = try ManifestDatabase(inMemoryCopyOfExisting: path, version: programVersion)
      for artefact in try other.artefacts() { holders[artefact.object, default: 0] += 1 }
      try keptRuns.formUnion(other.unfinishedRunKeys())
    }
    for file in try store.contents() {
      if let digest = file.digest, holders[digest] != nil {
        keptFiles[digest] = file
      } else {
        files.append(file)
      }
    }
    files += try store.leftovers()
    files += try store.runStates().filter { !$0.path.isState(ofOneOf: keptRuns) }
  }

  func report(isDeleted: Bool, _ reporter: Reporter) {
    let bytes = files.reduce(0) { $0 + $1.size }
    for kind in ObjectKind.allCases {
      let ofKind = files.filter { $0.kind == kind }
      guard !ofKind.isEmpty else { continue }
      reporter.result(
        "\(ofKind.count) .\(kind.rawValue), \(sizeText(ofKind.reduce(0) { $0 + $1.size }))")
    }
    let verb = isDeleted ? "removed" : "would be removed (say --delete to do it)"
    reporter.result(
      "collect: \(counted(files.count, "file")), \(sizeText(bytes)) \(verb); \(sizeText(keptBytes)) kept"
    )
    var object = JSONObject()
    object.set("event", "summary")
    object.set("files", files.count)
    object.set("bytes", bytes)
    object.set("kept_bytes", keptBytes)
    object.set("deleted", isDeleted)
    reporter.result(object)
  }
}

extension String {
  /// Whether this is the resumable state of one of these runs (`runs/<key>.safetensors`).
  fileprivate func isState(ofOneOf runs: Set<Digest>) -> Bool {
    let name = split(separator: "/").last?.split(separator: ".").first ?? ""
    return Digest(hex: name).map(runs.contains) ?? false
  }
}
