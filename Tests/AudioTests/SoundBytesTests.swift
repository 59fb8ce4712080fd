import Audio
import Glibc
import TestSupport
import Testing

@Suite struct SoundBytesTests {
  private let folder: TemporaryFolder
  private let content = (0..<20_000).map { UInt8(truncatingIfNeeded: $0 * $0 >> 3) }
  private let file: Int32
  private let bytes: SoundBytes

  init() throws {
    folder = try TemporaryFolder()
    let path = "\(folder.path)/sound"
    file = open(path, O_RDWR | O_CREAT, 0o600)
    try #require(write(file, content, content.count) == content.count)
    bytes = SoundBytes(descriptor: file, size: content.count)
  }

  private func read(_ count: Int) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: count) { memory, read in
      read = bytes.read(UnsafeMutableRawBufferPointer(memory))
    }
  }

  /// Shorter, as long as, and longer than what is read ahead; across its borders and beyond the end.
  @Test(arguments: [1, 12, 4_095, 4_096, 4_097, 9_000, 30_000])
  func readsWhatLiesThere(_ count: Int) {
    defer { close(file) }
    for place in stride(from: 0, to: content.count + 5_000, by: 1_237) {
      #expect(bytes.seek(place) == place)
      #expect(read(count) == Array(content.dropFirst(place).prefix(count)))
      #expect(read(7) == Array(content.dropFirst(place + count).prefix(7)))
    }
  }

  @Test func movesAsAFileDoes() {
    defer { close(file) }
    #expect(bytes.seek(-3, SEEK_END) == content.count - 3)
    #expect(bytes.seek(1, SEEK_CUR) == content.count - 2)
    #expect(read(9) == Array(content.suffix(2)))
    #expect(bytes.seek(0, SEEK_CUR) == content.count)
    #expect(bytes.seek(-1) == -1)
    #expect(bytes.seek(.max, SEEK_END) == -1)
    #expect(bytes.seek(0, SEEK_CUR) == content.count)
  }

  @Test func aPeekLeavesThePlace() {
    defer { close(file) }
    bytes.seek(100)
    var word = [UInt8](repeating: 0, count: 8)
    #expect(word.withUnsafeMutableBytes { bytes.peek(at: 15_000, into: $0) } == 8)
    #expect(word == Array(content[15_000..<15_008]))
    #expect(read(4) == Array(content[100..<104]))
  }
}
