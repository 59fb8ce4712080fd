import TestSupport

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
