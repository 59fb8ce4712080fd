/// A fixed-size array that starts on a 64-byte border, as vector kernels and oneDNN's streaming
/// stores need it; zeroed at birth, freed with its owner.
public struct AlignedBuffer<Element: BitwiseCopyable>: ~Copyable {
  /// The number of elements.
  public let count: Int
  private let elements: UnsafeMutablePointer<Element>

  private static var alignment: Int { 64 }

  /// A buffer of `count` elements whose bytes are all zero.
  public init(count: Int) {
    precondition(count >= 0, "a buffer cannot have \(count) elements")
    self.count = count
    let bytes = max(1, count) * MemoryLayout<Element>.stride
    let memory = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: Self.alignment)
    memory.initializeMemory(as: UInt8.self, repeating: 0, count: bytes)
    elements = memory.bindMemory(to: Element.self, capacity: max(1, count))
  }

  deinit {
    UnsafeMutableRawPointer(elements).deallocate()
  }

  public borrowing func withSpan<Result: ~Copyable, Failure: Error>(
    _ body: (Span<Element>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try body(Span(_unsafeStart: elements, count: count))
  }

  public mutating func withMutableSpan<Result: ~Copyable, Failure: Error>(
    _ body: (inout MutableSpan<Element>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    var span = MutableSpan(_unsafeStart: elements, count: count)
    return try body(&span)
  }
}

// The buffer is the sole owner of its memory and cannot be copied.
extension AlignedBuffer: @unchecked Sendable where Element: Sendable {}
