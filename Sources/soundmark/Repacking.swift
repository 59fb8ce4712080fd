import Cache
import Manifest
import Pipeline
import TensorFiles

/// Packs of which most rows are reached by nothing any more are written anew, without these.
struct Repacking {
  private let manifest: ManifestDatabase
  private let store: ObjectStore

  init(_ manifest: ManifestDatabase, _ store: ObjectStore) {
    self.manifest = manifest
    self.store = store
  }

  /// Lets go of rows that nothing reaches, and moves the rest of sparse packs; the old ones are garbage then.
  func carryOut() throws {
    let unreachable = try manifest.artefacts().filter { !$0.isReachable && $0.isInPack }
    try manifest.removeArtefacts(unreachable.map(\.id))
    for rows in try manifest.packs().values {
      if let pack = sparsePack(of: rows) { try move(rows, from: pack) }
    }
  }

  /// Bytes that ``carryOut()`` would free of packs that stay in use.
  func freedBytes() throws -> Int {
    let reachable = Set(try manifest.artefacts().filter(\.isReachable).map(\.id))
    return try manifest.packs().values.reduce(0) { sum, rows in
      let kept = rows.filter { reachable.contains($0.artefact) }
      guard !kept.isEmpty, let pack = sparsePack(of: kept) else { return sum }
      let places = Set(kept.map(\.place)).count
      return sum + (pack.shape[0] - places) * pack.shape[1] * MemoryLayout<Float>.size
    }
  }

  /// Nil for a pack of which half of the rows or more are kept; one that cannot be read is for verify.
  private func sparsePack(of kept: [PackRow]) -> NpyArray? {
    guard
      let pack = try? NpyArray(contentsOf: store.absolutePath(of: kept[0].object, .tensor)),
      pack.shape.count == 2, Set(kept.map(\.place)).count * 2 < pack.shape[0]
    else { return nil }
    return pack
  }

  private func move(_ rows: [PackRow], from pack: NpyArray) throws {
    let places = Set(rows.map(\.place)).sorted()
    let features = pack.shape[1]
    let kept = places.flatMap { pack.elements[$0 * features..<($0 + 1) * features] }
    let bytes = NpyArray(shape: [places.count, features], elements: kept).encoded()
    let object = try store.store(bytes, as: .tensor)
    try manifest.move(
      rows.map { row in
        var row = row
        (row.object, row.size) = (object, bytes.count)
        row.place = places.firstIndex(of: row.place)!
        return row
      })
  }
}
