import Glibc

/// The bytes of an open file or pipe, in the order they come.
struct ByteStream: ~Copyable {
  let descriptor: Int32
  let name: String
  let stops: () -> Bool
  private var buffer = [UInt8](repeating: 0, count: 65_536)
  private var ready = 0..<0

  init(descriptor: Int32, name: String, stops: @escaping () -> Bool) {
    (self.descriptor, self.name, self.stops) = (descriptor, name, stops)
  }

  /// That many bytes, fewer at the end; of many, the first `keeping` alone.
  mutating func take(_ count: Int, keeping kept: Int = .max) throws(AudioFault) -> [UInt8] {
    var result: [UInt8] = []
    var left = count
    while left > 0 {
      if ready.isEmpty, try !refill() { break }
      let next = min(left, ready.count)
      let wanted = min(next, kept - result.count)
      result += buffer[ready.lowerBound..<ready.lowerBound + wanted]
      ready = ready.lowerBound + next..<ready.upperBound
      left -= next
    }
    return result
  }

  /// Hands over whole pieces of `size` bytes, as many as there are and at least one; 0 at the end.
  mutating func take(
    upTo most: Int, of size: Int, _ use: (UnsafeRawBufferPointer) -> Void
  ) throws(AudioFault) -> Int {
    while ready.count < size { if try !refill() { return 0 } }
    let count = min(most, ready.count / size)
    buffer.withUnsafeBytes { bytes in
      let first = ready.lowerBound
      use(UnsafeRawBufferPointer(rebasing: bytes[first..<first + count * size]))
    }
    ready = ready.lowerBound + count * size..<ready.upperBound
    return count
  }

  /// Waits for more; false at the end.
  private mutating func refill() throws(AudioFault) -> Bool {
    let rest = buffer[ready]
    buffer.replaceSubrange(0..<rest.count, with: rest)
    ready = 0..<rest.count
    while true {
      if stops() { return false }
      let room = buffer.count - ready.count
      let count = buffer.withUnsafeMutableBytes {
        Glibc.read(descriptor, $0.baseAddress! + ready.count, room)
      }
      if count > 0 {
        ready = 0..<ready.count + count
        return true
      }
      if count == 0 { return false }
      guard errno == EINTR else {
        throw AudioFault(
          .unreadable, "Could not read \(name): \(String(cString: strerror(errno))).")
      }
    }
  }
}
