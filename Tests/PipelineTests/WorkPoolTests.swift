import Glibc
import Pipeline
import Synchronization
import Testing

@Suite struct WorkPoolTests {
  @Test(arguments: [1, 2, 7])
  func everyItemIsWorkedOnAndRecordedOnce(jobs: Int) throws {
    var recorded: [Int] = []
    var batches = 0
    try WorkPool(jobs: jobs).run(
      Array(0..<5000), scratch: {}, work: { item, _ in 2 * item },
      record: { outcomes in
        #expect(outcomes.count <= 256)
        batches += 1
        recorded += outcomes
      })
    #expect(recorded.sorted() == (0..<5000).map { 2 * $0 })
    #expect(batches >= 5000 / 256)
  }

  /// In groups of that size, and alone at the end, so that no worker is left with many.
  @Test(arguments: [1, 2, 7])
  func groupsGrowSmallTowardsTheEnd(jobs: Int) throws {
    var sizes: [Int] = []
    var recorded: [Int] = []
    try WorkPool(jobs: jobs).runGroups(
      Array(0..<1000), upTo: 16, scratch: {},
      work: { items, _ in items.map { (item: $0, group: items.count) } },
      record: { outcomes in
        recorded += outcomes.map(\.item)
        sizes += outcomes.map(\.group)
      })
    #expect(recorded.sorted() == Array(0..<1000))
    #expect(sizes.max() == 16)
    let last = zip(recorded, sizes).max { $0.0 < $1.0 }
    #expect(last?.1 == 1)
  }

  @Test(arguments: [0, 1, 255, 257, 5000], [1, 2, 7])
  func looksComeInTheItemsOrder(count: Int, jobs: Int) throws {
    let seen = try WorkPool(jobs: jobs).map(Array(0..<count)) { share in
      share.filter { $0 % 3 > 0 }.map { 2 * $0 }
    }
    #expect(seen == (0..<count).filter { $0 % 3 > 0 }.map { 2 * $0 })
  }

  @Test func aFailingLookIsThrown() {
    #expect(throws: Failure.self) {
      try WorkPool(jobs: 2).map(Array(0..<1000)) { share in
        if share.contains(700) { throw Failure() }
        return Array(share)
      }
    }
  }

  @Test func eachWorkerHasOneScratch() throws {
    let made = Atomic<Int>(0)
    try WorkPool(jobs: 3).run(
      Array(0..<100), scratch: { made.add(1, ordering: .relaxed) }, work: { _, _ in usleep(100) },
      record: { _ in })
    #expect(made.load(ordering: .relaxed) == 3)
  }

  private struct Failure: Error {}

  @Test func aFailingWorkerEndsTheWork() {
    let worked = Atomic<Int>(0)
    #expect(throws: Failure.self) {
      try WorkPool(jobs: 2).run(
        Array(0..<100_000), scratch: {},
        work: { item, _ in
          worked.add(1, ordering: .relaxed)
          if item == 50 { throw Failure() }
        }, record: { _ in })
    }
    #expect(worked.load(ordering: .relaxed) < 100_000)
  }

  @Test func aFailingRecorderEndsTheWorkToo() {
    #expect(throws: Failure.self) {
      try WorkPool(jobs: 2).run(
        Array(0..<100_000), scratch: {}, work: { item, _ in item }, record: { _ in throw Failure() }
      )
    }
  }

  @Test func noItemsAreNoWork() throws {
    try WorkPool(jobs: 4).run(
      [Int](), scratch: {}, work: { _, _ in }, record: { _ in Issue.record("nothing to record") })
  }
}

@Suite struct TextTests {
  @Test func jsonEscapesWhatCouldEndAString() {
    var object = JSONObject()
    object.set("a\"b", "\u{1B}[31m\n\\\u{7F}é")
    object.set("n", Double.nan)
    #expect(object.text == #"{"a\"b":"\u001b[31m\n\\\u007fé","n":null}"#)
  }

  @Test(arguments: [
    (0.8314, 3, "0.831"), (0.0005, 3, "0.001"), (-1.5, 0, "-2"), (12.0, 1, "12.0"),
    (-0.0001, 2, "0.00"), (1e15, 2, "1000000000000000.0"),
  ])
  func numbersHaveTheirDecimals(value: Double, count: Int, text: String) {
    #expect(decimals(value, count) == text)
  }

  @Test func sizesAreForPeople() {
    #expect(sizeText(999) == "999 bytes")
    #expect(sizeText(88_576) == "88.6 kB")
    #expect(sizeText(1_250_000_000) == "1.3 GB")
  }
}
