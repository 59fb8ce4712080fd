import Digests

/// A share of the work: `2/8` takes the second eighth of the keys.
package struct Shard: Sendable, Equatable, CustomStringConvertible {
  package let index: Int
  package let count: Int

  /// Reads `i/n` with 1 ≤ i ≤ n ≤ 10,000.
  package init?(_ text: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false).map { Int($0) }
    guard parts.count == 2, let index = parts[0], let count = parts[1],
      (1...10_000).contains(count), (1...count).contains(index)
    else { return nil }
    self.index = index
    self.count = count
  }

  package func contains(_ key: Digest) -> Bool {
    key.leadingBits % UInt64(count) == UInt64(index - 1)
  }

  package var description: String { "\(index)/\(count)" }
}
