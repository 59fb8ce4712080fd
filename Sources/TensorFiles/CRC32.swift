/// The checksum of zip and PNG: CRC-32 of IEEE 802.3, eight bytes at a time.
///
/// Source: Kounavis and Berry (2008), Novel Table Lookup-Based Algorithms for High-Performance CRC
/// Generation.
package struct CRC32 {
  private var state: UInt32 = ~0

  package init() {}

  /// The checksum of all that was added.
  package var value: UInt32 { ~state }

  package mutating func add(_ bytes: RawSpan) {
    state = bytes.withUnsafeBytes { buffer in
      Self.table.withUnsafeBufferPointer { table in
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

  /// Row `n`: what a byte does to the state `n` bytes further on.
  private static let table: [UInt32] = {
    var table = (0..<256).map { byte in
      (0..<8).reduce(UInt32(byte)) { state, _ in state >> 1 ^ (state & 1 == 0 ? 0 : 0xEDB8_8320) }
    }
    for index in 256..<8 * 256 {
      let before = table[index - 256]
      table.append(before >> 8 ^ table[Int(before & 0xFF)])
    }
    return table
  }()
}
