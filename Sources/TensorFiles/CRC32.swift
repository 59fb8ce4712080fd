/// A 32-bit cyclic redundancy check, eight bytes at a time.
///
/// Source: Kounavis and Berry (2008), Novel Table Lookup-Based Algorithms for High-Performance CRC
/// Generation.
package struct CRC32 {
  package enum Polynomial {
    /// Of IEEE 802.3: zip and PNG.
    case ethernet
    /// CRC-32C: iSCSI, and the records of TensorFlow.
    case castagnoli
  }

  private var state: UInt32 = ~0
  private let table: [UInt32]

  package init(_ polynomial: Polynomial = .ethernet) {
    table =
      switch polynomial {
      case .ethernet: Self.ethernet
      case .castagnoli: Self.castagnoli
      }
  }

  /// The checksum of all that was added.
  package var value: UInt32 { ~state }

  package mutating func add(_ bytes: RawSpan) {
    state = bytes.withUnsafeBytes { buffer in
      table.withUnsafeBufferPointer { table in
        var state = state
        var index = 0
        while index + 8 <= buffer.count {
          let word = buffer.loadUnaligned(fromByteOffset: index, as: UInt64.self) ^ UInt64(state)
          state = 0
          for byte in 0..<8 {
            state ^= table[(7 - byte) << 8 | Int(truncatingIfNeeded: word >> (8 * byte)) & 0xFF]
          }
          index += 8
        }
        for byte in buffer[index...] {
          state = state >> 8 ^ table[Int(UInt8(truncatingIfNeeded: state) ^ byte)]
        }
        return state
      }
    }
  }

  private static let ethernet = table(of: 0xEDB8_8320)
  private static let castagnoli = table(of: 0x82F6_3B78)

  /// Row `n`: what a byte does to the state `n` bytes further on. The polynomial's lowest bit stands
  /// for the highest power.
  private static func table(of polynomial: UInt32) -> [UInt32] {
    var table = (0..<256).map { byte in
      (0..<8).reduce(UInt32(byte)) { state, _ in state >> 1 ^ (state & 1 == 0 ? 0 : polynomial) }
    }
    for index in 256..<8 * 256 {
      let before = table[index - 256]
      table.append(before >> 8 ^ table[Int(before & 0xFF)])
    }
    return table
  }
}
