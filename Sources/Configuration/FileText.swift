import Glibc

extension PipelineConfiguration {
  static func bytes(of path: String) throws(ConfigurationError) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw .unreadable(path: path, code: errno) }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var block = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = block.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
      guard count >= 0 else { throw .unreadable(path: path, code: errno) }
      if count == 0 { return bytes }
      guard bytes.count < 1 << 24 else { throw .unreadable(path: path, code: EFBIG) }
      bytes += block[..<count]
    }
  }
}
