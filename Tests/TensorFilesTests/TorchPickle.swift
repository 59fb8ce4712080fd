/// Puts pickles together, operation by operation, and files of torch's older format around them.
enum TorchPickle {
  static func text(_ text: String) -> [UInt8] {
    [0x58] + little(UInt32(text.utf8.count)) + text.utf8
  }

  static func integer(_ value: Int) -> [UInt8] { [0x8A, 8] + little(value) }

  static func tuple(_ elements: [[UInt8]]) -> [UInt8] { [0x28] + elements.joined() + [0x74] }

  static func name(_ module: String, _ name: String) -> [UInt8] {
    [0x63] + Array("\(module)\n\(name)\n".utf8)
  }

  static func call(_ function: [UInt8], _ arguments: [[UInt8]]) -> [UInt8] {
    function + tuple(arguments) + [0x52]
  }

  static func dictionary(_ members: [(String, [UInt8])]) -> [UInt8] {
    [0x7D, 0x28] + members.flatMap { text($0) + $1 } + [0x75]
  }

  static func storage(
    _ key: String = "0", type: [UInt8] = name("torch", "FloatStorage"), count: Int = 4
  ) -> [UInt8] {
    tuple([text("storage"), type, text(key), text("cpu"), integer(count), [0x4E]]) + [0x51]
  }

  static func tensor(
    _ storage: [UInt8] = storage(), offset: Int = 0, shape: [Int] = [4], strides: [Int] = [1]
  ) -> [UInt8] {
    call(
      name("torch._utils", "_rebuild_tensor_v2"),
      [
        storage, integer(offset), tuple(shape.map(integer)), tuple(strides.map(integer)), [0x89],
        call(name("collections", "OrderedDict"), []),
      ])
  }

  /// A whole file with four float32 under the key "0".
  static func file(
    _ content: [UInt8], keys: [String] = ["0"], littleEndian: UInt8 = 0x88, count: Int = 4
  ) -> [UInt8] {
    let magic: [UInt8] = [0x8A, 10, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19]
    let pickles = [
      magic, integer(1001), dictionary([("little_endian", [littleEndian])]), content,
      [0x5D, 0x28] + keys.flatMap(text) + [0x65],
    ]
    return pickles.flatMap { [0x80, 2] + $0 + [0x2E] } + little(count)
      + [1, 2, 3, 4].flatMap { little(Float($0).bitPattern) }
  }

  private static func little<Value: FixedWidthInteger>(_ value: Value) -> [UInt8] {
    withUnsafeBytes(of: value.littleEndian) { Array($0) }
  }
}
