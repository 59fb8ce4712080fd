import TestSupport

/// Damage of the kinds that disks, networks and attackers do, the same on every run.
enum Mutations {
  static func apply(to bytes: [UInt8], count: Int, _ body: ([UInt8]) -> Void) {
    var generator = SplitMix(seed: 1)
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
