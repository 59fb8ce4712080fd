import Glibc
import TensorFiles
import TestSupport
import Testing

@Suite struct NpzWriterTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test func writesArraysThatAZipReaderFinds() throws {
    let path = folder.path + "/clips.npz"
    var writer = try NpzWriter(path: path)
    try writer.begin("tensors", NpyHeader(shape: [3, 2], element: .float32))
    for clip in 0..<3 { try writer.append([Float(clip), 0.5].span.bytes) }
    try writer.add("labels", integers: [0, -1, 1 << 62])
    try writer.add("names", texts: ["siren", "Straßenmusik", "犬"])
    try writer.finish()

    let members = try ZipReader(bytes: Files.bytes(path)).members
    #expect(members.map(\.name) == ["tensors.npy", "labels.npy", "names.npy"])
    #expect(
      try NpyArray(bytes: members[0].content)
        == NpyArray(shape: [3, 2], elements: [0, 0.5, 1, 0.5, 2, 0.5]))
    #expect(try members[1].content == Files.bytes(Files.golden + "integers.npy"))
    #expect(try members[2].content == Files.bytes(Files.golden + "text.npy"))
  }

  @Test func givesTheSameBytesAgain() throws {
    for name in ["a", "b"] {
      var writer = try NpzWriter(path: "\(folder.path)/\(name)")
      try writer.add("folds", integers: [1, 2, 10])
      try writer.finish()
    }
    #expect(try Files.bytes(folder.path + "/a") == Files.bytes(folder.path + "/b"))
  }

  @Test func leavesNothingWhenNotFinished() throws {
    do {
      var writer = try NpzWriter(path: folder.path + "/a.npz")
      try writer.add("folds", integers: [1])
    }
    #expect(Files.all(under: folder.path, ending: "").isEmpty)
  }

  @Test func saysWhereItCannotWrite() throws {
    let error = #expect(throws: TensorFileError.self) { _ = try NpzWriter(path: "/absent/a.npz") }
    #expect(error?.description == "cannot write /absent/a.npz: No such file or directory")
  }

  @Test func streamsSafetensors() throws {
    let path = folder.path + "/clips.safetensors"
    let header = SafetensorsHeader(
      metadata: ["classes": "[]"],
      tensors: [
        .init(name: "tensors", element: .float32, shape: [3, 2]),
        .init(name: "labels", element: .int64, shape: [3]),
      ])
    #expect(header.entries.map(\.name) == ["labels", "tensors"])
    var writer = try SafetensorsWriter(path: path, header: header)
    try writer.append([Int64(7), 8, 9].span.bytes)
    for clip in 0..<3 { try writer.append([Float(clip), 0.5].span.bytes) }
    try writer.finish()
    let file = try SafetensorsFile(contentsOf: path)
    #expect(try file.floats(named: "tensors", shape: [3, 2]) == [0, 0.5, 1, 0.5, 2, 0.5])
    #expect(try file.integers(named: "labels") == [7, 8, 9])
  }

  /// The standard's check value, and every alignment of the eight-byte step.
  @Test func sumsLikeTheStandard() {
    var sum = CRC32()
    sum.add(Array("123456789".utf8).span.bytes)
    #expect(sum.value == 0xCBF4_3926)
    let bytes = (0..<64).map { UInt8($0 * 37 % 251) }
    var whole = CRC32()
    whole.add(bytes.span.bytes)
    for cut in bytes.indices {
      var parts = CRC32()
      parts.add(Array(bytes[..<cut]).span.bytes)
      parts.add(Array(bytes[cut...]).span.bytes)
      #expect(parts.value == whole.value)
    }
  }
}
