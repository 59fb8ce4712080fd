import Digests

/// Objects that begin alike and are of one size, gathered so that their digests are taken side by
/// side; one per worker.
public struct ObjectGroup: ~Copyable {
  private let store: ObjectStore
  private let kind: ObjectKind
  private let headSize: Int
  /// Of an object, in bytes.
  public let size: Int
  /// As many as are hashed side by side, where that many do not take too much memory.
  private let capacity: Int
  /// The objects, one after the other.
  private var bytes: [UInt8]
  private var count = 0

  private static let mostBytes = 1 << 23

  /// A group of objects that are that head and `bodySize` bytes each.
  public init(_ store: ObjectStore, as kind: ObjectKind, head: [UInt8], bodySize: Int) {
    self.store = store
    self.kind = kind
    headSize = head.count
    size = head.count + bodySize
    let most = min(DigestHasher.groupSize, Self.mostBytes / size)
    capacity = most < DigestHasher.smallestGroup ? 1 : most
    bytes = [UInt8](repeating: 0, count: capacity * size)
    for index in 0..<capacity {
      bytes.replaceSubrange(index * size..<index * size + head.count, with: head)
    }
  }

  /// Whether it is to be stored before there can be another.
  public var isFull: Bool { count == capacity }

  public mutating func add(_ body: RawSpan) {
    precondition(!isFull && body.byteCount == size - headSize, "an object of another size")
    let start = count * size + headSize
    bytes.withUnsafeMutableBytes { bytes in
      body.withUnsafeBytes {
        UnsafeMutableRawBufferPointer(rebasing: bytes[start..<start + $0.count]).copyMemory(
          from: $0)
      }
    }
    count += 1
  }

  /// Takes back those that were added last.
  public mutating func removeLast(_ number: Int) {
    count -= number
  }

  /// Stores what was added since, and gives its digests in order.
  public mutating func storeAll() throws(FileSystemError) -> [Digest] {
    let counts = [Int](repeating: size, count: count)
    count = 0
    guard !counts.isEmpty else { return [] }
    var hashers = counts.map { _ in DigestHasher() }
    let objects = bytes.span.bytes
    DigestHasher.update(
      &hashers, by: objects.extracting(first: counts.count * size), counts: counts)
    var digests: [Digest] = []
    for index in hashers.indices {
      let digest = hashers[index].finalize()
      try store.replace(
        store.absolutePath(of: digest, kind),
        with: objects.extracting(index * size..<(index + 1) * size))
      digests.append(digest)
    }
    return digests
  }
}
