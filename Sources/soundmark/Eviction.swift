import ArgumentParser
import Cache
import Digests
import Manifest
import Pipeline

/// What goes, beside garbage, so that a cache fits into a size: what can be made again and was not
/// needed for longest, kind by kind in their turn; checkpoints and figures stay.
struct Eviction {
  private(set) var artefacts: [Int64] = []
  private(set) var files: [StoredFile] = []
  private var products: [RecipeProducts] = []
  private let limit: ByteSize
  private(set) var keptBytes: Int

  /// All that a recipe has given goes or stays together, so that no stage works on a part of it
  /// without knowing.
  init(to limit: ByteSize, beside garbage: Garbage, _ manifest: ManifestDatabase) throws {
    self.limit = limit
    keptBytes = garbage.keptBytes
    var holders = garbage.holders
    for kind in ArtefactKind.evictable {
      for products in try manifest.products(of: kind) where keptBytes > limit.bytes {
        var remaining = holders
        for artefact in products.artefacts { remaining[artefact.object, default: 0] -= 1 }
        let freed = Set(products.artefacts.map(\.object)).filter { remaining[$0] == 0 }
          .compactMap { garbage.keptFiles[$0] }
        guard !freed.isEmpty else { continue }
        holders = remaining
        artefacts += products.artefacts.map(\.id)
        files += freed
        keptBytes -= freed.reduce(0) { $0 + $1.size }
        self.products.append(products)
      }
    }
  }

  func report(isDeleted: Bool, _ reporter: Reporter) {
    for products in products {
      reporter.result(
        """
        \(counted(products.artefacts.count, products.kind.rawValue)), last needed \
        \(dateText(products.lastNeeded / 1_000_000_000))
        """)
    }
    let bytes = files.reduce(0) { $0 + $1.size }
    var text = """
      collect: \(counted(files.count, "file")), \(sizeText(bytes)), that can be made again \
      \(isDeleted ? "removed" : "would be removed") to fit into \(sizeText(limit.bytes)); \
      \(sizeText(keptBytes)) left
      """
    if keptBytes > limit.bytes {
      text += ", since checkpoints, figures and what other manifests use stay"
    }
    reporter.result(text)
    var object = JSONObject()
    object.set("event", "eviction")
    object.set("files", files.count)
    object.set("bytes", bytes)
    object.set("kept_bytes", keptBytes)
    object.set("deleted", isDeleted)
    reporter.result(object)
  }
}

/// A number of bytes as people write it: `20GB`, `1.5 GB`, `500M`, `4096` (powers of ten).
struct ByteSize: ExpressibleByArgument {
  let bytes: Int

  init?(argument: String) {
    let digits = argument.prefix { $0.isNumber || $0 == "." }
    let unit = argument.dropFirst(digits.count).filter { $0 != " " }.uppercased()
    let units = ["": 1.0, "B": 1, "K": 1e3, "M": 1e6, "G": 1e9, "T": 1e12]
    guard let number = Double(digits),
      let factor = units[unit] ?? (unit.hasSuffix("B") ? units[String(unit.dropLast())] : nil),
      let bytes = Int(exactly: (number * factor).rounded())
    else { return nil }
    self.bytes = bytes
  }
}
