import Digests

/// Objects gathered so that their digests are taken side by side, each with what its owner knows it
/// by; one per worker.
public struct ObjectGroup<Owner>: ~Copyable {
  private let store: ObjectStore
  private let kind: ObjectKind
  /// Bytes for each object.
  private let room: Int
  /// As many as are hashed side by side, where that many do not take too much memory.
  private let capacity: Int
  /// The objects, each at the start of its room.
  private var bytes: [UInt8]
  private var sizes: [Int] = []
  private var owners: [Owner] = []

  /// A group of objects of at most `largestSize` bytes each.
  public init(_ store: ObjectStore, as kind: ObjectKind, largestSize: Int) {
    self.store = store
    self.kind = kind
    room = largestSize
    let fitting = min(DigestHasher.groupSize, mostBytes / room)
    capacity = fitting < DigestHasher.smallestGroup ? 1 : fitting
    // What is not written to stays untouched, and so takes no memory.
    let count = capacity * room
    bytes = [UInt8](unsafeUninitializedCapacity: count) { $1 = count }
  }

  /// Whether it is to be stored before there can be another.
  public var isFull: Bool { owners.count == capacity }

  /// Adds the object that `write` puts at the start of the bytes it is given; it returns their number.
  public mutating func add(of owner: Owner, _ write: (inout MutableRawSpan) -> Int) {
    precondition(!isFull, "a group that is to be stored first")
    let start = owners.count * room
    let size = bytes.withUnsafeMutableBytes { bytes in
      var place = MutableRawSpan(
        _unsafeBytes: UnsafeMutableRawBufferPointer(rebasing: bytes[start..<start + room]))
      return write(&place)
    }
    precondition(size <= room, "an object larger than was said")
    sizes.append(size)
    owners.append(owner)
  }

  /// Adds the object that is these bytes, one after the other.
  public mutating func add(_ head: RawSpan, _ body: RawSpan, of owner: Owner) {
    add(of: owner) { place in
      place.withUnsafeMutableBytes { place in
        head.withUnsafeBytes { place.copyMemory(from: $0) }
        let rest = UnsafeMutableRawBufferPointer(rebasing: place[head.byteCount...])
        body.withUnsafeBytes { rest.copyMemory(from: $0) }
      }
      return head.byteCount + body.byteCount
    }
  }

  /// Takes back the last of them, as far as they are of such owners.
  public mutating func removeLast(while isTakenBack: (Owner) -> Bool) {
    while let last = owners.last, isTakenBack(last) {
      owners.removeLast()
      sizes.removeLast()
    }
  }

  /// Stores what was added since, and gives the digests and sizes in order.
  public mutating func storeAll() throws(FileSystemError) -> [(
    object: Digest, size: Int, owner: Owner
  )] {
    let (owners, sizes) = (owners, sizes)
    guard !owners.isEmpty else { return [] }
    self.owners = []
    self.sizes = []
    var hashers = owners.map { _ in DigestHasher() }
    var stored: [(object: Digest, size: Int, owner: Owner)] = []
    let objects = bytes.span.bytes
    DigestHasher.update(
      &hashers, by: objects.extracting(first: owners.count * room), counts: sizes)
    for (index, owner) in owners.enumerated() {
      let digest = hashers[index].finalize()
      let start = index * room
      try store.replace(
        store.absolutePath(of: digest, kind),
        with: objects.extracting(start..<start + sizes[index]))
      stored.append((digest, sizes[index], owner))
    }
    return stored
  }
}

private let mostBytes = 1 << 23
