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
    for rows in try manifest.packs().values { try move(rows) }
  }

  /// A pack that cannot be read is for verify.
  private func move(_ rows: [PackRow]) throws {
    guard
      let pack = try? NpyArray(contentsOf: store.absolutePath(of: rows[0].object, .tensor)),
      pack.shape.count == 2, Set(rows.map(\.place)).count * 2 < pack.shape[0]
    else { return }
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
