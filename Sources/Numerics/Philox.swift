/// A counter-based random number generator: Philox 4x32-10 of Salmon, Moraes, Dror and Shaw,
/// "Parallel random numbers: as easy as 1, 2, 3" (2011).
///
/// A stream is named by what it is for, so a draw depends neither on the number of threads nor on
/// what was drawn before an interruption. Every number is the same on every machine.
public struct Philox: RandomNumberGenerator, Sendable {
  /// What a stream is used for: two purposes never share their numbers.
  public struct Purpose: ExpressibleByStringLiteral, Hashable, Sendable {
    package let word: UInt32

    public init(stringLiteral name: String) {
      // FNV-1a
      word = name.utf8.reduce(2_166_136_261) { ($0 ^ UInt32($1)) &* 16_777_619 }
    }
  }

  /// Four words: of a counter, or of what is made of it.
  package struct Block: Equatable, Sendable {
    package var a, b, c, d: UInt32

    package init(_ a: UInt32, _ b: UInt32, _ c: UInt32, _ d: UInt32) {
      (self.a, self.b, self.c, self.d) = (a, b, c, d)
    }
  }

  private let key: UInt64
  private var counter: Block
  private var words = Block(0, 0, 0, 0)
  private var used = 4

  /// The stream of `seed` for one purpose, one epoch and one clip; of `epoch` and `clip`, the low
  /// 32 bits count. It repeats after 2^34 words.
  public init(seed: UInt64, purpose: Purpose, epoch: Int = 0, clip: Int = 0) {
    key = seed
    counter = Block(
      0, purpose.word, UInt32(truncatingIfNeeded: epoch), UInt32(truncatingIfNeeded: clip))
  }

  /// The four words that Philox makes of one counter and one key, whose low half comes first.
  package static func block(counter: Block, key: UInt64) -> Block {
    var word = counter
    var (low, high) = (UInt32(truncatingIfNeeded: key), UInt32(truncatingIfNeeded: key >> 32))
    for _ in 0..<10 {
      let first = word.a.multipliedFullWidth(by: 0xD251_1F53)
      let second = word.c.multipliedFullWidth(by: 0xCD9E_8D57)
      word = Block(
        second.high ^ word.b ^ low, second.low, first.high ^ word.d ^ high, first.low)
      low &+= 0x9E37_79B9
      high &+= 0xBB67_AE85
    }
    return word
  }

  public mutating func nextWord() -> UInt32 {
    if used == 4 {
      words = Self.block(counter: counter, key: key)
      counter.a &+= 1
      used = 0
    }
    used += 1
    switch used {
    case 1: return words.a
    case 2: return words.b
    case 3: return words.c
    default: return words.d
    }
  }

  public mutating func next() -> UInt64 {
    let low = UInt64(nextWord())
    return UInt64(nextWord()) << 32 | low
  }
}

extension Philox {
  /// A number in [0, 1), a multiple of 2^-53.
  public mutating func uniform() -> Double {
    Double(next() >> 11) * 0x1p-53
  }

  /// A whole number in 0 ..< `bound`, each equally likely (Lemire 2019).
  public mutating func uniform(below bound: Int) -> Int {
    precondition(bound > 0)
    let bound = UInt64(bound)
    let unfair = (0 &- bound) % bound
    while true {
      let (high, low) = next().multipliedFullWidth(by: bound)
      if low >= unfair { return Int(high) }
    }
  }

  /// A number from the normal distribution of mean 0 and deviation 1 (Marsaglia's polar method).
  public mutating func normal() -> Double {
    while true {
      let (x, y) = (2 * uniform() - 1, 2 * uniform() - 1)
      let square = x * x + y * y
      if square < 1, square > 0 {
        return x * (-2 * PortableMath.log(square) / square).squareRoot()
      }
    }
  }

  /// A number from Beta(`a`, `a`), `a` in (0, 1] (Jöhnk's method).
  public mutating func beta(_ a: Double) -> Double {
    precondition(a > 0 && a <= 1, "Beta(a, a) is drawn for a in (0, 1], not \(a)")
    while true {
      // Logarithms of the two powers U^(1/a), which may themselves be too small to be held.
      let x = PortableMath.log(uniform() + 0x1p-54) / a
      let y = PortableMath.log(uniform() + 0x1p-54) / a
      if PortableMath.exp(x) + PortableMath.exp(y) <= 1 {
        let ratio = PortableMath.exp(min(y - x, 699))
        return 1 / (1 + ratio)
      }
    }
  }

  /// The numbers 0 ..< `count` in random order (Fisher and Yates).
  public mutating func permutation(_ count: Int) -> [Int] {
    var order = Array(0..<count)
    for last in stride(from: count - 1, to: 0, by: -1) {
      order.swapAt(last, uniform(below: last + 1))
    }
    return order
  }
}
