/// torch's zip format: a pickle, and a storage an entry beside it.
struct TorchArchive {
  let content: TorchContent
  private let archive: ZipArchive
  /// The folder that all entries lie in, named as the file was when it was written.
  private let folder: String

  init(bytes: [UInt8], file: String) throws(TensorFileError) {
    archive = try ZipArchive(bytes: bytes, file: file)
    let pickles = archive.names.filter {
      $0.hasSuffix("/data.pkl") && $0.firstIndex(of: "/") == $0.lastIndex(of: "/")
    }
    guard pickles.count == 1, let pickle = try archive.content(of: pickles[0]) else {
      throw .unsuited(
        file: file, found: "it is a zip archive with \(pickles.count) entries data.pkl",
        expected: "one, as torch.save writes it")
    }
    folder = String(pickles[0].dropLast("data.pkl".count))
    if let order = try archive.content(of: folder + "byteorder"),
      !order.elementsEqual("little".utf8)
    {
      throw .unsuited(
        file: file,
        found: "its numbers are \(String(decoding: order.prefix(16), as: UTF8.self))-endian",
        expected: "little-endian ones; save it anew on the kind of machine that it is for")
    }
    var machine = PickleMachine(pickle)
    do throws(PickleMachine.Fault) {
      let root = try machine.run()
      content = TorchContent(root: root, heap: machine.heap)
    } catch {
      throw .damaged(
        file: file, part: "the pickle", found: "\(error.found) at byte \(error.offset)",
        expected: error.expected)
    }
  }

  /// The bytes of a storage; nil if there is none of that key.
  func storage(_ key: String) throws(TensorFileError) -> ArraySlice<UInt8>? {
    try archive.content(of: "\(folder)data/\(key)")
  }
}
