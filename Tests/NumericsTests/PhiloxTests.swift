import Glibc
import Numerics
import Testing

@Suite struct PhiloxTests {
  /// The known answers that Random123 publishes for philox4x32 with ten rounds.
  @Test(
    arguments: [
      ([0, 0, 0, 0], [0, 0], [0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8]),
      (
        [0xffff_ffff, 0xffff_ffff, 0xffff_ffff, 0xffff_ffff], [0xffff_ffff, 0xffff_ffff],
        [0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd]
      ),
      (
        [0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344], [0xa409_3822, 0x299f_31d0],
        [0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1]
      ),
    ] as [([UInt32], [UInt32], [UInt32])])
  func equalsThePublishedBlocks(counter: [UInt32], key: [UInt32], expected: [UInt32]) {
    func block(_ words: [UInt32]) -> Philox.Block {
      Philox.Block(words[0], words[1], words[2], words[3])
    }
    let key = UInt64(key[1]) << 32 | UInt64(key[0])
    #expect(Philox.block(counter: block(counter), key: key) == block(expected))
  }

  @Test func streamsAreTheSameForeverAndDifferByEveryPartOfTheirName() {
    func first(_ seed: UInt64, _ purpose: Philox.Purpose, _ epoch: Int, _ clip: Int) -> UInt64 {
      var stream = Philox(seed: seed, purpose: purpose, epoch: epoch, clip: clip)
      return stream.next()
    }
    let names = [
      first(1, "roll", 0, 0), first(1 << 32, "roll", 0, 0), first(1, "mask", 0, 0),
      first(1, "roll", 1, 0), first(1, "roll", 0, 1),
    ]
    #expect(Set(names).count == names.count)
    #expect(names[0] == 0xd637_88f2_0c29_c3d3)
  }

  @Test func uniformFillsItsRangeEvenly() {
    var stream = Philox(seed: 7, purpose: "test")
    var counts = [Int](repeating: 0, count: 10)
    for _ in 0..<100_000 { counts[Int(stream.uniform() * 10)] += 1 }
    #expect(counts.allSatisfy { abs($0 - 10_000) < 500 })
    var dice = [Int](repeating: 0, count: 6)
    for _ in 0..<60_000 { dice[stream.uniform(below: 6)] += 1 }
    #expect(dice.allSatisfy { abs($0 - 10_000) < 500 })
  }

  @Test func normalHasItsMoments() {
    var stream = Philox(seed: 7, purpose: "test")
    let draws = (0..<100_000).map { _ in stream.normal() }
    func moment(_ power: Double) -> Double {
      draws.reduce(0) { $0 + pow($1, power) } / Double(draws.count)
    }
    #expect(abs(moment(1)) < 0.015)
    #expect(abs(moment(2) - 1) < 0.02)
    #expect(abs(moment(3)) < 0.05)
    #expect(abs(moment(4) - 3) < 0.12)
  }

  @Test(arguments: [0.01, 0.2, 0.5, 1.0])
  func betaHasItsMoments(a: Double) {
    var stream = Philox(seed: 7, purpose: "test")
    let draws = (0..<50_000).map { _ in stream.beta(a) }
    #expect(draws.allSatisfy { $0 >= 0 && $0 <= 1 })
    let mean = draws.reduce(0, +) / Double(draws.count)
    let variance = draws.reduce(0) { $0 + ($1 - 0.5) * ($1 - 0.5) } / Double(draws.count)
    #expect(abs(mean - 0.5) < 0.01)
    #expect(abs(variance - 1 / (4 * (2 * a + 1))) < 0.005)
  }

  @Test func permutationHoldsEveryNumberOnceAndPutsEachEverywhere() {
    var stream = Philox(seed: 7, purpose: "test")
    var places = [[Int]](repeating: [Int](repeating: 0, count: 5), count: 5)
    for _ in 0..<20_000 {
      let order = stream.permutation(5)
      #expect(order.sorted() == [0, 1, 2, 3, 4])
      for (place, number) in order.enumerated() { places[place][number] += 1 }
    }
    #expect(places.joined().allSatisfy { abs($0 - 4_000) < 300 })
    #expect(stream.permutation(0).isEmpty)
  }

  @Test func portableFunctionsEqualTheLibrarys() {
    for x in [1e-300, 1e-9, 0.3, 0.7071, 0.999999, 1, 1.41421, 1.5, 2, 1e5, 1e300] {
      #expect(abs(PortableMath.log(x) - Glibc.log(x)) <= 2e-15 * max(1, abs(Glibc.log(x))))
    }
    for x in [-699, -30, -1, -1e-9, 0, 1e-3, 0.5, 1, 20, 600.0] {
      #expect(abs(PortableMath.exp(x) / Glibc.exp(x) - 1) < 1e-15 * max(2, abs(x)))
    }
    #expect(PortableMath.exp(-800) == 0)
  }
}
