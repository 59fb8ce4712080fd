import TensorFiles
import Testing

@Suite struct SafetensorsFileTests {
  private static let path = Files.golden + "tensors.safetensors"
  private let ramp = (-6..<6).map { Float($0) / 3 }

  @Test(arguments: [0, 1, 1023, 1024, 1500])
  func findsTheFirstValueThatIsNotFinite(_ place: Int) {
    typealias Tensor = SafetensorsFile.Tensor
    var floats = [Float](repeating: .greatestFiniteMagnitude, count: 1501)
    for index in stride(from: 0, to: 1501, by: 2) { floats[index] = -floats[index] }
    #expect(Tensor(shape: [1501], floats: floats).firstNotFinite == nil)
    #expect(Tensor(shape: [], integers: [-1]).firstNotFinite == nil)
    floats[1500] = .nan
    floats[place] = -.infinity
    #expect(Tensor(shape: [1501], floats: floats).firstNotFinite == -.infinity)
    floats[place] = .nan
    #expect(Tensor(shape: [1501], floats: floats).firstNotFinite?.isNaN == true)
    for element in [SafetensorsHeader.Element.float16, .bfloat16] {
      #expect(Tensor(shape: [2], floats: [1, .infinity], as: element).firstNotFinite == .infinity)
    }
  }

  @Test func readsWhatTheLibraryWrote() throws {
    let file = try SafetensorsFile(contentsOf: Self.path)
    #expect(file.metadata == ["labels": "[\"dog_bark\", \"siren\"]\t"])
    #expect(file.names.count == 10)
    #expect(try file.floats(named: "conv1.weight", shape: [3, 4]) == ramp)
    #expect(try file.floats(named: "half") == ramp.map { Float(Float16($0)) })
    #expect(try file.floats(named: "brain", shape: [3, 4])[7] == 0.333984375)
    #expect(try file.integers(named: "labels") == [3, -1, 1 << 62])
    #expect(try file.integers(named: "bn.num_batches_tracked", shape: []) == [7])
    #expect(try file.floats(named: "quoted \"name\"\n\u{1} ü 犬") == [1.5])
    #expect(try file.floats(named: "empty", shape: [0, 3]) == [])
    #expect(try file.floats(named: "doubles", shape: [3, 4]) == ramp)
    #expect(try file.integers(named: "ints") == [-5])
    #expect(try file.integers(named: "bytes") == [1, 2, 255])
    #expect(try file.tensor(named: "bytes").bytes.elementsEqual([1, 2, 255]))
    #expect(file["absent"] == nil)
  }

  @Test func writesTheLibrarysBytes() throws {
    let bytes = try Files.bytes(Self.path)
    let file = try SafetensorsFile(bytes: bytes)
    #expect(file.encoded() == bytes)

    var copy = SafetensorsFile(metadata: file.metadata)
    for name in file.names.reversed() { copy.insert(try file.tensor(named: name), as: name) }
    copy.insert(.init(shape: [3, 4], floats: ramp), as: "conv1.weight")
    copy.insert(.init(shape: [3, 4], floats: ramp, as: .float16), as: "half")
    copy.insert(.init(shape: [3, 4], floats: ramp, as: .bfloat16), as: "brain")
    copy.insert(.init(shape: [3], integers: [3, -1, 1 << 62]), as: "labels")
    #expect(copy.encoded() == bytes)
  }

  /// Ties go to even, a carry may reach the exponent, a NaN stays one.
  @Test func roundsToBrainFloat() throws {
    let floats: [Float] = [
      1, 1.00390625, 1.01171875, 3.3961775e38, -0.0, .infinity, .nan,
      Float(bitPattern: 0x7F80_0001),
    ]
    let rounded = SafetensorsFile.Tensor(shape: [8], floats: floats, as: .bfloat16).floats ?? []
    #expect(rounded.prefix(6) == [1, 1, 1.015625, .infinity, 0, .infinity])
    #expect(rounded[4].sign == .minus && rounded[6].isNaN && rounded[7].isNaN)
  }

  @Test(.enabled(if: Files.hasReference, "needs ../shared/reference"))
  func keepsEveryReferenceNetwork() throws {
    let paths = Files.all(under: Files.reference + "networks", ending: ".safetensors")
    #expect(paths.count == 10)
    for path in paths {
      let bytes = try Files.bytes(path)
      let file = try SafetensorsFile(bytes: bytes)
      let again = try SafetensorsFile(bytes: file.encoded())
      #expect(again.metadata == file.metadata && again.names == file.names)
      for name in file.names { #expect(again[name] == file[name], "\(name)") }
      // The library writes metadata in an order of chance; the data's order is ours too.
      let data = bytes.count - file.names.reduce(0) { $0 + (file[$1]?.bytes.count ?? 0) }
      #expect(file.encoded().suffix(bytes.count - data) == bytes[data...])
    }
  }

  @Test func namesTheTensorAskedFor() throws {
    let file = try SafetensorsFile(contentsOf: Self.path)
    expectError("no tensor of that name", naming: "conv2.weight") {
      _ = try file.tensor(named: "conv2.weight")
    }
    expectError("it is of shape [3, 4], expected [4, 3]", naming: "conv1.weight") {
      _ = try file.floats(named: "conv1.weight", shape: [4, 3])
    }
    expectError("it is I64, expected F64, F32, F16 or BF16", naming: "labels") {
      _ = try file.floats(named: "labels")
    }
    expectError("it is F32, expected I64, I32 or U8", naming: "conv1.weight") {
      _ = try file.integers(named: "conv1.weight")
    }
  }

  @Test(arguments: [
    (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}"#, "tensor 'a' of 4 bytes"),
    (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#, "tensor 'a' is at data byte 4"),
    (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#, "the data is 8 bytes, expected 4"),
    (#"{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,12]}}"#, "said to end at data byte 12"),
    (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[8,4]}}"#, "tensor 'a' with data_offsets"),
    (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0]}}"#, "tensor 'a' with data_offsets [0]"),
    (#"{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}"#, "'-' at byte"),
    (#"{"a":{"dtype":"F32","shape":[1.0],"data_offsets":[0,4]}}"#, "'.' at byte"),
    (#"{"a":{"dtype":"F32","shape":[01],"data_offsets":[0,4]}}"#, "expected a whole number"),
    (#"{"a":{"dtype":"C64","shape":[1],"data_offsets":[0,8]}}"#, "tensor 'a' of type 'C64'"),
    (#"{"a":{"dtype":"F32","shape":[2]}}"#, "tensor 'a' incomplete"),
    (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8],"x":[]}}"#, "tensor 'a' with a 'x'"),
    (#"{"a":{"dtype":"F32","dtype":"I64","shape":[2],"data_offsets":[0,8]}}"#, "'dtype' twice"),
    (
      #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#,
      "tensor 'b' is at data byte 0, expected 4"
    ),
    (
      #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#,
      "'a' twice"
    ),
    (
      #"{"a":{"dtype":"F32","shape":[281474976710656],"data_offsets":[0,1125899906842624]}}"#,
      "tensor 'a' is said to end at data byte 1125899906842624, expected at most 8"
    ),
    (
      #"{"a":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,8]}}"#,
      "expected over 2^63 for shape [4294967296, 4294967296] of F32"
    ),
    (#"{"__metadata__":{"a":1}}"#, "'1' at byte"),
    (#"{"__metadata__":{"a":"\ud800"}}"#, "expected \\u"),
    (#"{"__metadata__":{"a":"\ud800\u0041"}}"#, "half a surrogate pair"),
    (#"{"__metadata__":{"a":"\x"}}"#, "an unknown escape sequence"),
    (#"{"__metadata__":{"a":"b"#, "the end of the header"),
    (#"{"__metadata__":{"a":"b"}} {}"#, "expected the header to end"),
    ("{\"__metadata__\":{\"a\":\"\n\"}}", "a raw control character"),
    ("[]", "'[' at byte 0, expected '{'"),
    ("", "the end of the header at byte 0, expected '{'"),
  ])
  func saysWhatIsWrong(header: String, sentence: String) {
    let bytes = file(length: UInt64(header.utf8.count), header: Array(header.utf8))
    expectError(sentence, naming: "a.safetensors") {
      _ = try SafetensorsFile(bytes: bytes, file: "a.safetensors")
    }
  }

  @Test(arguments: [3, 100_000_001, 1 << 50, UInt64.max])
  func refusesAHeaderLongerThanTheFile(length: UInt64) {
    expectError("the header's length is \(length) bytes, expected at most", naming: "a") {
      _ = try SafetensorsFile(
        bytes: [UInt8](file(length: length, header: []).prefix(10)), file: "a")
    }
  }

  @Test func refusesAHeaderOverTheLibrarysLimit() {
    let length = 100_000_001
    expectError("expected at most 100000000", naming: "a") {
      let header = [UInt8](repeating: 0x20, count: length)
      _ = try SafetensorsFile(bytes: file(length: UInt64(length), header: header), file: "a")
    }
  }

  @Test func readsEveryEscape() throws {
    let header =
      #"{"__metadata__":{"a":"\"\\\/\b\f\n\r\t\u00e9\uD83D\udc15"},"#
      + #""b":{"dtype":"I64","shape":[],"data_offsets":[0,8]}}"#
    let bytes = file(length: UInt64(header.utf8.count), header: Array(header.utf8))
    let metadata = try SafetensorsFile(bytes: bytes).metadata
    #expect(metadata == ["a": "\"\\/\u{8}\u{C}\n\r\té🐕"])
    #expect(
      try SafetensorsFile(bytes: SafetensorsFile(bytes: bytes).encoded()).metadata == metadata)
  }

  @Test func refusesInvalidUTF8() {
    let header = Array(#"{"__metadata__":{"a":""#.utf8) + [0xFF] + Array(#""}}"#.utf8)
    expectError("invalid UTF-8", naming: "a") {
      _ = try SafetensorsFile(bytes: file(length: UInt64(header.count), header: header), file: "a")
    }
  }

  @Test func survivesTruncationAndMutation() throws {
    let bytes = try Files.bytes(Self.path)
    for count in bytes.indices {
      #expect(throws: TensorFileError.self) { try SafetensorsFile(bytes: Array(bytes[..<count])) }
    }
    Mutations.apply(to: bytes, count: 5_000) { mutated in
      guard let file = try? SafetensorsFile(bytes: mutated) else { return }
      for name in file.names { _ = file[name]?.floats }
      #expect((try? SafetensorsFile(bytes: file.encoded()))?.names == file.names)
    }
  }

  private func file(length: UInt64, header: [UInt8]) -> [UInt8] {
    (0..<8).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) } + header
      + [UInt8](repeating: 0, count: 8)
  }
}
