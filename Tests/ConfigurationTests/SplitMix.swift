/// Seeded random numbers, for properties.
struct SplitMix: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

extension [UInt8] {
  /// With one to four bytes replaced, inserted or removed.
  func mutated(using random: inout SplitMix) -> Self {
    let alphabet = Array("{}[]\":,\\/u0e-.tfn \n".utf8) + [0xFF, 0]
    var bytes = self
    for _ in 0..<Int.random(in: 1...4, using: &random) {
      let position = bytes.indices.randomElement(using: &random)!
      let byte = alphabet.randomElement(using: &random)!
      switch Int.random(in: 0..<3, using: &random) {
      case 0: bytes[position] = byte
      case 1: bytes.insert(byte, at: position)
      default: bytes.remove(at: position)
      }
    }
    return bytes
  }
}
