import TensorFiles
import Testing

@Suite struct NpyArrayTests {
  private let ramp = (-6..<6).map { Float($0) / 3 }

  @Test func readsWhatNumpyWrote() throws {
    let matrix = try NpyArray(contentsOf: Files.golden + "matrix-float32.npy")
    #expect(matrix == NpyArray(shape: [3, 4], elements: ramp))
    let half = try NpyArray(contentsOf: Files.golden + "matrix-float16.npy")
    #expect(half.elements == ramp.map { Float(Float16($0)) })
    #expect(try NpyArray(contentsOf: Files.golden + "scalar.npy").shape == [])
    #expect(try NpyArray(contentsOf: Files.golden + "empty.npy").shape == [0, 173])
  }

  @Test(arguments: ["matrix-float32", "vector", "scalar", "empty"])
  func writesNumpysBytes(name: String) throws {
    let bytes = try Files.bytes(Files.golden + name + ".npy")
    #expect(try NpyArray(bytes: bytes).encoded() == bytes)
  }

  @Test(arguments: ["matrix-float16", "long", "axes"])
  func writesNumpysHalfPrecisionBytes(name: String) throws {
    let bytes = try Files.bytes(Files.golden + name + ".npy")
    #expect(try NpyArray(bytes: bytes).encoded(as: .float16) == bytes)
  }

  @Test func writesNumpysHeadersOfIntegersAndText() throws {
    let integers = NpyHeader(shape: [3], element: .int64).encoded()
    #expect(try Files.bytes(Files.golden + "integers.npy").starts(with: integers))
    let text = NpyHeader(shape: [3], element: .text(scalars: 12)).encoded()
    #expect(try Files.bytes(Files.golden + "text.npy").starts(with: text))
  }

  @Test(.enabled(if: Files.hasReference, "needs ../shared/reference"))
  func writesBackEveryReferenceSpectrogram() throws {
    let paths = Files.all(under: Files.reference + "spectrograms", ending: ".npy")
    #expect(paths.count > 100)
    for path in paths {
      #expect(try NpyArray(contentsOf: path).encoded() == Files.bytes(path), "\(path)")
    }
  }

  @Test(arguments: [
    ("", "numpy's magic string"),
    ("\u{1}\u{0}", "the size is 8 bytes, expected a whole header"),
    ("\u{2}\u{0}\u{0}\u{0}", "the format version is 2.0, expected 1.0"),
    ("\u{1}\u{0}\u{50}\u{0}{", "the size is 11 bytes, expected a header of 90 bytes"),
  ])
  func saysWhatIsWrongWithTheStart(rest: String, sentence: String) {
    let bytes = rest.isEmpty ? Array("RIFF".utf8) : [0x93] + Array("NUMPY\(rest)".utf8)
    expectError(sentence, bytes)
  }

  @Test(arguments: [
    ("{'descr': '<f8', 'fortran_order': False, 'shape': (1,), }", "the element type is '<f8'"),
    ("{'descr': '>f4', 'fortran_order': False, 'shape': (1,), }", "the element type is '>f4'"),
    ("{'descr': '<i8', 'fortran_order': False, 'shape': (0,), }", "the data is 4 bytes"),
    ("{'descr': '<f4', 'fortran_order': True, 'shape': (1,), }", "fortran_order is True"),
    ("{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }", "expected 8 bytes for shape [2]"),
    (
      "{'descr': '<f4', 'fortran_order': False, 'shape': (0,), }", "the data is 4 bytes, expected 0"
    ),
    ("{'descr': '<f4', 'fortran_order': False, 'shape': (-1,), }", "'-', expected a whole number"),
    ("{'descr': '<f4', 'fortran_order': False, 'shape': (4611686018427387904, 2), }", "over 2^63"),
    ("{'descr': '<f4', 'fortran_order': False, 'shape': (9223372036854775807,), }", "over 2^63"),
    ("{'descr': '<f4', 'fortran_order': False, 'shape': (9223372036854775808,), }", "below 2^63"),
    ("{'descr': '<f4', 'fortran_order': False, }", "expected descr, fortran_order and shape"),
    ("{'descr': '<f4', 'descr': '<f4', 'shape': (1,), }", "the key 'descr', expected"),
    ("{'descr': '<f4', 'fortran_order': False, 'shape': (1,), } x", "expected the header to end"),
    ("{'descr': '<\\x66', 'fortran_order': False, 'shape': (1,), }", "a string with escapes"),
    ("", "the end of the header, expected '{'"),
  ])
  func saysWhatIsWrongWithTheHeader(dictionary: String, sentence: String) {
    expectError(sentence, file(dictionary: dictionary, data: [0, 0, 0, 0]))
  }

  @Test func acceptsOtherWritersOrderOfKeys() throws {
    let bytes = file(
      dictionary: #"{"shape": (1, 1), "fortran_order": False, "descr": "<f4"}"#,
      data: [0, 0, 0x80, 0x3F])
    #expect(try NpyArray(bytes: bytes) == NpyArray(shape: [1, 1], elements: [1]))
  }

  @Test func namesAFileThatHoldsNoFloats() throws {
    let path = Files.golden + "integers.npy"
    let error = #expect(throws: TensorFileError.self) { try NpyArray(contentsOf: path) }
    #expect(error?.description.contains("'<i8', expected '<f4' or '<f2'") == true)
    #expect(error?.description.contains(path) == true)
  }

  @Test(arguments: [
    (Files.golden, "it is not a regular file"), ("/dev/zero", "it is not a regular file"),
    (Files.golden + "absent.npy", "No such file or directory"),
  ])
  func namesAFileThatCannotBeRead(path: String, reason: String) {
    let error = #expect(throws: TensorFileError.self) { try NpyArray(contentsOf: path) }
    #expect(error?.description == "cannot read \(path): \(reason)")
  }

  @Test func survivesTruncationAndMutation() throws {
    let bytes = try Files.bytes(Files.golden + "matrix-float32.npy")
    for count in bytes.indices {
      #expect(throws: TensorFileError.self) { try NpyArray(bytes: Array(bytes[..<count])) }
    }
    Mutations.apply(to: bytes, count: 5_000) { mutated in
      guard let array = try? NpyArray(bytes: mutated) else { return }
      #expect(array.elements.count == array.shape.reduce(1, *))
    }
  }

  private func file(dictionary: String, data: [UInt8]) -> [UInt8] {
    [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(dictionary.utf8.count), 0] + Array(dictionary.utf8)
      + data
  }

  private func expectError(_ sentence: String, _ bytes: [UInt8]) {
    let error = #expect(throws: TensorFileError.self) { try NpyArray(bytes: bytes, file: "a.npy") }
    let description = error?.description ?? ""
    #expect(description.hasPrefix("cannot read a.npy: ") && description.contains(sentence))
  }
}
