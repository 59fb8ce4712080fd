import TestSupport

/// Damaged copies of good files: the same number gives the same bytes.
struct Mutator {
  private let seeds: [[UInt8]]
  private let words: [[UInt8]]

  init(_ seeds: [[UInt8]]) {
    self.seeds = seeds
    let limits: [Int64] = [0, -1, 1, 127, 255, 65_535, 1 << 31, 1 << 32, .max, .min]
    words =
      limits.flatMap { limit in
        [Array("\(limit)".utf8), withUnsafeBytes(of: limit.littleEndian) { Array($0) }]
      }
      + [
        "\"", "\"\"", ",", "\n", "\r", "{", "}", "[", "]", ":", "(", ")", "\\u0000", "\\", "\0",
        "1e999", "-", "nan", "\u{1b}[31m", "\u{202e}", "../", "\u{feff}", "null", "true",
      ].map { Array($0.utf8) } + [[0xFF], [0xC3], [0xED, 0xA0, 0x80]]
  }

  func input(_ number: UInt64) -> [UInt8] {
    var random = SplitMix(seed: number)
    var bytes = seeds.randomElement(using: &random)!
    for _ in 0..<Int.random(in: 1...6, using: &random) { mutate(&bytes, &random) }
    return bytes
  }

  private func mutate(_ bytes: inout [UInt8], _ random: inout SplitMix) {
    let start = Int.random(in: 0...bytes.count, using: &random)
    let end = min(bytes.count, start + Int.random(in: 0...16, using: &random))
    switch Int.random(in: 0..<7, using: &random) {
    case 0:
      for place in start..<end { bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random) }
    case 1: for place in start..<end { bytes[place] = .random(in: 0...255, using: &random) }
    case 2: bytes.removeSubrange(start..<end)
    case 3: bytes.replaceSubrange(start..<end, with: words.randomElement(using: &random)!)
    case 4: bytes.insert(contentsOf: words.randomElement(using: &random)!, at: start)
    case 5:
      bytes.insert(contentsOf: bytes[start..<end], at: .random(in: 0...bytes.count, using: &random))
    default: bytes.removeSubrange(start...)
    }
  }
}
