/// Numbers as both formats store them: little-endian, packed. Every machine that this runs on is
/// little-endian itself, so bytes are copied, not swapped.
enum LittleEndian {
  static func bytes<Element: BitwiseCopyable>(of elements: [Element]) -> [UInt8] {
    elements.withUnsafeBytes { [UInt8]($0) }
  }

  /// The whole elements in `bytes`, which need not be aligned.
  static func elements<Element: BitwiseCopyable>(
    of type: Element.Type, in bytes: ArraySlice<UInt8>
  ) -> [Element] {
    [Element](unsafeUninitializedCapacity: bytes.count / MemoryLayout<Element>.size) {
      buffer, count in
      count = buffer.count
      bytes.withUnsafeBytes {
        UnsafeMutableRawBufferPointer(buffer).copyMemory(
          from: .init(rebasing: $0.prefix(count * MemoryLayout<Element>.size)))
      }
    }
  }
}

extension Array where Element == Int {
  /// The number of elements of this shape; nil where it does not fit an `Int`.
  var elementCount: Int? {
    var product = 1
    for extent in self {
      let (next, overflow) = product.multipliedReportingOverflow(by: extent)
      guard extent >= 0, !overflow else { return nil }
      product = next
    }
    return product
  }
}
