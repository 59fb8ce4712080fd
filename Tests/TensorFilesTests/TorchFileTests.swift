import Glibc
import TensorFiles
import Testing

@Suite struct TorchFileTests {
  private typealias Pickle = TorchPickle

  private static let good = [
    "state.pt", "state-legacy.pth", "state-legacy-3.pth",
    "state-legacy-5.pth",
  ]

  /// Views that are transposed, spaced, offset, repeated and empty, in every type of numbers.
  @Test(arguments: good)
  func readsWhatTorchWrote(name: String) throws {
    let file = try WeightsFile.read(contentsOf: Files.golden + name)
    let expected = try SafetensorsFile(contentsOf: Files.golden + "torch.safetensors")
    #expect(file.names == expected.names && file.names.count == 13)
    for name in file.names {
      #expect(try file.tensor(named: name) == expected.tensor(named: name), "\(name)")
    }
    #expect(try file.floats(named: "doubles")[1] == -11 / 3)
    #expect(try file.integers(named: "ints") == [-5, 7])
  }

  @Test(.enabled(if: Files.hasReference, "needs ../shared/reference"))
  func readsPublishedWeights() throws {
    let file = try WeightsFile.read(
      contentsOf: Files.reference + "transfer/mn04_as_mAP_432.pt")
    let lines = String(decoding: try Files.bytes(Files.golden + "mn04.txt"), as: UTF8.self)
      .split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
    #expect(file.names == lines.map { $0[0] }.sorted() && lines.count == 312)
    let types = ["float32": SafetensorsHeader.Element.float32, "int64": .int64]
    for line in lines {
      let tensor = try file.tensor(named: line[0])
      var sum = CRC32()
      sum.add(Array(tensor.bytes).span.bytes)
      #expect(tensor.element == types[line[1]])
      #expect(tensor.shape == line[2].split(separator: ",").compactMap { Int($0) })
      #expect("\(sum.value)" == line[3], "\(line[0])")
    }
  }

  /// Beside the network's state lie an optimizer's, a sampler and what a program was called with.
  @Test(arguments: ["nested.pt", "nested.pth"])
  func findsTheStateDictionary(name: String) throws {
    let file = try TorchFile(contentsOf: Files.golden + name)
    #expect(file.names == ["mask", "weight"])
    #expect(try file.floats(named: "weight", shape: [6]).count == 6)
    expectError("over a torch.BoolStorage", naming: "mask") {
      _ = try file.tensor(named: "mask")
    }
    expectError("no tensor of that name", naming: "best") { _ = try file.tensor(named: "best") }
  }

  @Test func executesNothing() throws {
    let file = try TorchFile(contentsOf: Files.golden + "hostile.pt")
    #expect(file.names == ["bias"])
    #expect(try file.floats(named: "bias") == [1, 1])
    expectError("'weight' is an object of 'posix.system'", naming: "hostile.pt") {
      _ = try file.tensor(named: "weight")
    }
    expectError("it holds an object of 'posix.system'", naming: "hostile.pth") {
      _ = try TorchFile(contentsOf: Files.golden + "hostile.pth")
    }
    #expect(access("hostile-was-here", F_OK) != 0)
  }

  @Test(arguments: [
    (Pickle.tensor(shape: [5]), "it within its storage of 4"),
    (Pickle.tensor(offset: 1), "it within its storage of 4"),
    (Pickle.tensor(offset: -1, shape: [1]), "from element -1 on"),
    (Pickle.tensor(offset: 5, shape: [0]), "it within its storage of 4"),
    (Pickle.tensor(shape: [2, 2], strides: [3, 1]), "strides [3, 1]"),
    (Pickle.tensor(shape: [2], strides: [-1]), "strides [-1]"),
    (Pickle.tensor(shape: [-2], strides: [-1]), "shape [-2]"),
    (Pickle.tensor(shape: [2], strides: []), "strides []"),
    (Pickle.tensor(shape: [1 << 32, 1 << 32], strides: [0, 0]), "within its storage"),
    (Pickle.tensor(shape: [3], strides: [1 << 62]), "within its storage"),
    (Pickle.tensor(offset: .max, shape: [2]), "within its storage"),
    (
      Pickle.tensor(shape: .init(repeating: 1, count: 65), strides: .init(repeating: 0, count: 65)),
      "within"
    ),
    (Pickle.tensor(Pickle.storage(count: -4), shape: [1]), "a storage whose key or size is none"),
    (Pickle.tensor(Pickle.storage(count: 5), shape: [5]), "storage '0' of 4 elements"),
    (
      Pickle.tensor(Pickle.storage(type: Pickle.name("torch", "DoubleStorage"))),
      "16 bytes before the end"
    ),
    (Pickle.tensor(Pickle.storage("1")), "a storage of no known type"),
    (Pickle.call(Pickle.name("torch._utils", "_rebuild_tensor_v2"), []), "a tensor of 0 values"),
    ([0x52], "an operation on a value"),
    ([0x68, 9], "memo 9 asked for"),
    ([0x28, 0x30], "an operation on a value"),
    ([0x74], "no mark"),
    ([0x69], "the operation 105"),
    ([0x80, 1], "a pickle of protocol 1"),
    ([0x8D] + [UInt8](repeating: 255, count: 8), "before the end"),
    ([0x58, 1, 0, 0, 0, 0xFF], "a text of invalid UTF-8"),
  ])
  func refuses(tensor: [UInt8], sentence: String) {
    expectError(sentence, naming: "a.pth") {
      _ = try TorchFile(bytes: Pickle.file(Pickle.dictionary([("a", tensor)])), file: "a.pth")
    }
  }

  @Test func refusesWhatTorchWouldNotWrite() {
    let good = Pickle.dictionary([("a", Pickle.tensor())])
    #expect(throws: Never.self) { try TorchFile(bytes: Pickle.file(good)) }
    for (bytes, sentence) in [
      (Pickle.file(good, keys: []), "the storage '0' is absent"),
      (Pickle.file(good, littleEndian: 0x89), "big-endian"),
      (Pickle.file(good, count: 3), "storage '0' of 3 elements at byte"),
      (Array(Pickle.file(good).dropLast()), "15 bytes before the end"),
      (
        Pickle.file(
          Pickle.dictionary([("a", Pickle.call(Pickle.name("os", "system"), [[0x4E]]))]), keys: []),
        "there is no tensor in it ('a' is an object of 'os.system', which is never looked up)"
      ),
      (
        Pickle.file(
          Pickle.call(
            Pickle.tuple([Pickle.text("module"), Pickle.name("nets", "Net")]) + [0x51], []),
          keys: []), "it holds an object of 'nets.Net', which is never looked up, expected"
      ),
      (Pickle.file(Pickle.tensor()), "it holds a tensor, expected a dictionary"),
      (Pickle.file(Pickle.dictionary([("a", [0x4E])]), keys: []), "there is no tensor in it"),
      (
        Pickle.file(Pickle.dictionary([("encoder", good), ("decoder", good)])),
        "it holds tensors under 'encoder', 'decoder'"
      ),
    ] {
      expectError(sentence, naming: "a.pth") { _ = try TorchFile(bytes: bytes, file: "a.pth") }
    }
  }

  @Test(arguments: [[], Array("<html></html>".utf8), [0x80, 4, 0x7D, 0x2E]] as [[UInt8]])
  func saysWhatIsNoFileOfWeights(bytes: [UInt8]) {
    expectError("it begins neither as a file of torch's nor", naming: "a.pt") {
      _ = try WeightsFile.read(bytes: bytes, file: "a.pt")
    }
  }

  /// As Python 2 wrote ordered dictionaries, and as a wrapped network names its parameters.
  @Test func readsOlderDictionaries() throws {
    let pair = [0x5D] + Pickle.text("module.a") + [0x61] + Pickle.tensor() + [0x61]
    let list = [0x5D] + pair + [0x61]
    let content = Pickle.call(Pickle.name("collections", "OrderedDict"), [list])
    let file = try TorchFile(bytes: Pickle.file(content))
    #expect(try file.floats(named: "a") == [1, 2, 3, 4])
  }

  /// A few bytes that say to repeat themselves for ever, to nest without end, or to hold themselves.
  @Test func boundsWhatIsRead() throws {
    let repeated = Pickle.dictionary([("a", Pickle.tensor(shape: [1 << 40, 4], strides: [0, 1]))])
    let file = try TorchFile(bytes: Pickle.file(repeated), file: "a.pth")
    expectError("repeated from less", naming: "a.pth") { _ = try file.tensor(named: "a") }

    let nested = [0x29] + [UInt8](repeating: 0x85, count: 1 << 20)
    let deep =
      [0x7D] + (0..<100_000).flatMap { _ in Pickle.text("model") + [0x7D] }
      + [UInt8](repeating: 0x73, count: 100_000)
    let itself = [0x7D, 0x71, 0] + Pickle.text("model") + [0x68, 0, 0x73]
    for content in [nested, deep, itself] {
      expectError("expected", naming: "a.pth") {
        _ = try TorchFile(bytes: Pickle.file(content), file: "a.pth")
      }
    }
    let endless = [UInt8](repeating: 0x4E, count: 1 << 23)
    expectError("more operations", naming: "a.pth") {
      _ = try TorchFile(bytes: Pickle.file(endless), file: "a.pth")
    }
  }

  @Test(arguments: good + ["nested.pt", "nested.pth", "hostile.pt"])
  func survivesDamage(name: String) throws {
    Mutations.apply(to: try Files.bytes(Files.golden + name), count: 3_000) { bytes in
      guard let file = try? WeightsFile.read(bytes: bytes) else { return }
      for name in file.names { _ = try? file.tensor(named: name) }
    }
  }
}
