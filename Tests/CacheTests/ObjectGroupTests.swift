import Cache
import Digests
import TestSupport
import Testing

@Suite struct ObjectGroupTests {
  private let folder: TemporaryFolder
  private let store: ObjectStore
  private let head = Array("head".utf8)

  init() throws {
    folder = try TemporaryFolder()
    store = ObjectStore(root: folder.path)
    try store.prepare()
  }

  private func body(_ index: Int, _ size: Int) -> [UInt8] {
    (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ index) }
  }

  /// As many as are hashed side by side, and as few as one, where objects are large.
  @Test(arguments: [1, 60, 4_096, 9_000_000])
  func storesWhatWasAdded(size: Int) throws {
    var group = ObjectGroup<Int>(store, as: .tensor, largestSize: head.count + size)
    for round in 0..<2 {
      var bodies: [[UInt8]] = []
      while !group.isFull {
        let body = body(20 * round + bodies.count, size)
        group.add(head.span.bytes, body.span.bytes, of: bodies.count)
        bodies.append(body)
      }
      let stored = try group.storeAll()
      #expect(stored.map(\.object) == bodies.map { Digest(of: head + $0) })
      #expect(stored.map(\.owner) == Array(bodies.indices))
      #expect(stored.allSatisfy { $0.size == head.count + size })
      for ((digest, _, _), body) in zip(stored, bodies) {
        #expect(try store.read(digest, .tensor) == head + body)
      }
    }
    #expect(try group.storeAll().isEmpty)
  }

  /// Sizes that come in no order, each object written in place.
  @Test func objectsAreOfTheirOwnSizes() throws {
    var group = ObjectGroup<Int>(store, as: .waveform, largestSize: 5_000)
    for _ in 0..<2 {
      var bodies: [[UInt8]] = []
      while !group.isFull {
        let body = body(bodies.count, [5_000, 64, 2_500, 0, 2_500][bodies.count % 5])
        group.add(of: bodies.count) { place in
          for (index, byte) in body.enumerated() {
            place.storeBytes(of: byte, toByteOffset: index, as: UInt8.self)
          }
          return body.count
        }
        bodies.append(body)
      }
      let stored = try group.storeAll()
      #expect(stored.map(\.object) == bodies.map { Digest(of: $0) })
      #expect(stored.map(\.size) == bodies.map(\.count))
      #expect(stored.map(\.owner) == Array(bodies.indices))
      for (found, body) in zip(stored, bodies) {
        let isSame = try store.read(found.object, .waveform) == body
        #expect(isSame)
      }
    }
  }

  @Test(.enabled(if: DigestHasher.groupSize > 2))
  func whatIsTakenBackIsNotStored() throws {
    var group = ObjectGroup<String>(store, as: .tensor, largestSize: head.count + 64)
    let kept = body(1, 64)
    let dropped = body(2, 32)
    let later = body(3, 64)
    group.add(head.span.bytes, kept.span.bytes, of: "kept")
    group.add(head.span.bytes, dropped.span.bytes, of: "dropped")
    group.removeLast { $0 == "dropped" }
    group.add(head.span.bytes, later.span.bytes, of: "later")
    let stored = try group.storeAll()
    #expect(stored.map(\.object) == [kept, later].map { Digest(of: head + $0) })
    #expect(stored.map(\.size) == [68, 68])
    #expect(stored.map(\.owner) == ["kept", "later"])
    #expect(try store.contents().count == 2)
  }
}
