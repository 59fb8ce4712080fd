/// Damage of the kinds that disks, networks and attackers do, the same on every run.
enum Mutations {
  static func apply(to bytes: [UInt8], count: Int, _ body: ([UInt8]) -> Void) {
    var generator = SplitMix(state: 1)
    for _ in 0..<count {
      var mutated = bytes
      for _ in 0..<Int.random(in: 1...4, using: &generator) {
        let place = Int.random(in: mutated.indices, using: &generator)
        switch Int.random(in: 0..<5, using: &generator) {
        case 0: mutated[place] = .random(in: 0...255, using: &generator)
        case 1: mutated[place] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
        case 2: mutated.insert(mutated[place], at: place)
        case 3: mutated[place] = UInt8(ascii: "9")
        default: mutated.remove(at: place)
        }
      }
      body(mutated)
    }
  }
}

/// Source: Steele, Lea, Flood (2014), Fast Splittable Pseudorandom Number Generators.
private struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
