import TestSupport

extension [UInt8] {
  /// With one to four bytes replaced, inserted or removed, or the end cut off.
  func mutated(using random: inout SplitMix, alphabet: [UInt8]) -> Self {
    var bytes = self
    for _ in 0..<Int.random(in: 1...4, using: &random) where !bytes.isEmpty {
      let position = bytes.indices.randomElement(using: &random)!
      let byte = alphabet.randomElement(using: &random)!
      switch Int.random(in: 0..<8, using: &random) {
      case 0...2: bytes[position] = byte
      case 3...5: bytes.insert(byte, at: position)
      case 6: bytes.remove(at: position)
      default: bytes.removeSubrange(position...)
      }
    }
    return bytes
  }
}
