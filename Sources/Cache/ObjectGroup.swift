import Digests

/// Objects that begin alike and are of one size, gathered so that their digests are taken side by
/// side, each with what its owner knows it by; one per worker.
public struct ObjectGroup<Owner>: ~Copyable {
  private let store: ObjectStore
  private let kind: ObjectKind
  private let headSize: Int
  /// Of an object, in bytes.
  public let size: Int
  /// As many as are hashed side by side, where that many do not take too much memory.
  private let capacity: Int
  /// The objects, one after the other.
  private var bytes: [UInt8]
  private var owners: [Owner] = []

  /// A group of objects that are that head and `bodySize` bytes each.
  public init(_ store: ObjectStore, as kind: ObjectKind, head: [UInt8], bodySize: Int) {
    self.store = store
    self.kind = kind
    headSize = head.count
    size = head.count + bodySize
    let most = min(DigestHasher.groupSize, mostBytes / size)
    capacity = most < DigestHasher.smallestGroup ? 1 : most
    bytes = [UInt8](repeating: 0, count: capacity * size)
    for index in 0..<capacity {
      bytes.replaceSubrange(index * size..<index * size + head.count, with: head)
    }
  }

  /// Whether it is to be stored before there can be another.
  public var isFull: Bool { owners.count == capacity }

  public mutating func add(_ body: RawSpan, of owner: Owner) {
    precondition(!isFull && body.byteCount == size - headSize, "an object of another size")
    let start = owners.count * size + headSize
    bytes.withUnsafeMutableBytes { bytes in
      body.withUnsafeBytes {
        UnsafeMutableRawBufferPointer(rebasing: bytes[start..<start + $0.count]).copyMemory(
          from: $0)
      }
    }
    owners.append(owner)
  }

  /// Takes back the last of them, as far as they are of such owners.
  public mutating func removeLast(while isTakenBack: (Owner) -> Bool) {
    while let last = owners.last, isTakenBack(last) { owners.removeLast() }
  }

  /// Stores what was added since, and gives the digests in order.
  public mutating func storeAll() throws(FileSystemError) -> [(object: Digest, owner: Owner)] {
    let owners = owners
    guard !owners.isEmpty else { return [] }
    self.owners = []
    var hashers = owners.map { _ in DigestHasher() }
    var stored: [(object: Digest, owner: Owner)] = []
    let objects = bytes.span.bytes
    DigestHasher.update(
      &hashers, by: objects.extracting(first: owners.count * size),
      counts: owners.map { _ in size })
    for (index, owner) in owners.enumerated() {
      let digest = hashers[index].finalize()
      try store.replace(
        store.absolutePath(of: digest, kind),
        with: objects.extracting(index * size..<(index + 1) * size))
      stored.append((digest, owner))
    }
    return stored
  }
}

private let mostBytes = 1 << 23
