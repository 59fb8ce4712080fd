/// The format before torch 1.6, which `torch.save` still writes when told: pickles of a magic number, a
/// version, the machine, the content, and the storages' keys; then the storages in that order.
struct TorchLegacyFile {
  let content: TorchContent
  let storages: [String: ArraySlice<UInt8>]

  /// The magic number, pickled.
  private static let magic: [UInt8] =
    [0x8A, 10, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19]
  private static let version = 1001

  /// Whether a file begins with the magic number; in a frame from protocol 4 on.
  static func begins(_ bytes: [UInt8]) -> Bool {
    let frame = 9
    return bytes.first == PickleOperation.protocolVersion.rawValue
      && (bytes.dropFirst(2).starts(with: magic) || bytes.dropFirst(2 + frame).starts(with: magic))
  }

  init(bytes: [UInt8], file: String) throws(TensorFileError) {
    var machine = PickleMachine(bytes[...])
    do throws(PickleMachine.Fault) {
      _ = try machine.run()
      guard case .integer(Self.version) = try machine.run() else {
        throw machine.scanner.fault(found: "another version", expected: "\(Self.version)")
      }
      let computer = try machine.run()
      if case .dictionary(let place) = computer,
        case .flag(false)? = machine.heap.dictionaries[place].last(where: {
          $0.key == "little_endian"
        })?.value
      {
        throw machine.scanner.fault(found: "for big-endian numbers", expected: "little-endian ones")
      }
      let root = try machine.run()
      content = TorchContent(root: root, heap: machine.heap)
      let keys = try machine.run()
      storages = try Self.storages(
        machine.heap.sequence(keys) ?? [], of: content, in: machine.scanner)
    } catch {
      throw .damaged(
        file: file, part: "the content", found: "\(error.found) at byte \(error.offset)",
        expected: error.expected)
    }
  }

  /// Each is its number of elements and they.
  private static func storages(
    _ keys: ArraySlice<PickleValue>, of content: TorchContent, in scanner: BinaryScanner
  ) throws(PickleMachine.Fault) -> [String: ArraySlice<UInt8>] {
    let declared = Dictionary(content.heap.storages.map { ($0.key, $0) }) { first, _ in first }
    var scanner = scanner
    var storages: [String: ArraySlice<UInt8>] = [:]
    for key in keys {
      guard case .text(let key) = key, let storage = declared[key] else {
        throw scanner.fault(found: "a storage of no known type", expected: "one declared before")
      }
      let count = try scanner.integer(Int64.self)
      guard count == storage.count, let size = storage.byteCount else {
        throw scanner.fault(
          found: "storage '\(key)' of \(count) elements", expected: "\(storage.count)")
      }
      storages[key] = try scanner.take(size)
    }
    return storages
  }
}
