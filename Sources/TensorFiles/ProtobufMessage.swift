/// A message of protocol buffers, written field by field. Large contents stay where they are until the
/// message is written, so that one of many megabytes is not copied message into message.
package struct ProtobufMessage {
  /// What follows the one before it.
  private var pieces: [ArraySlice<UInt8>] = []
  package private(set) var byteCount = 0
  /// Contents from this size on are pieces of their own.
  private static let large = 4_096

  package init() {}

  package var bytes: [UInt8] { Array(pieces.joined()) }

  package mutating func add(_ field: Int, _ value: Double) {
    key(field, wireType: 1)
    append(LittleEndian.bytes(of: [value])[...])
  }

  package mutating func add(_ field: Int, _ value: Float) {
    key(field, wireType: 5)
    append(LittleEndian.bytes(of: [value])[...])
  }

  package mutating func add(_ field: Int, _ value: Int) {
    key(field, wireType: 0)
    varint(UInt64(bitPattern: Int64(value)))
  }

  package mutating func add(_ field: Int, _ text: String) {
    add(field, Array(text.utf8)[...])
  }

  package mutating func add(_ field: Int, _ content: ArraySlice<UInt8>) {
    length(field, content.count)
    append(content)
  }

  package mutating func add(_ field: Int, _ message: ProtobufMessage) {
    length(field, message.byteCount)
    for piece in message.pieces { append(piece) }
  }

  /// Writes the message as a file; it appears when it is whole.
  package func write(to path: String) throws(TensorFileError) {
    var output = try OutputFile(path: path)
    for piece in pieces { try output.append(piece.span.bytes) }
    try output.commit()
  }

  private mutating func append(_ content: ArraySlice<UInt8>) {
    byteCount += content.count
    if content.count < Self.large, let last = pieces.last, last.count < Self.large {
      pieces[pieces.count - 1] += content
    } else {
      pieces.append(content)
    }
  }

  private mutating func length(_ field: Int, _ count: Int) {
    key(field, wireType: 2)
    varint(UInt64(count))
  }

  private mutating func key(_ field: Int, wireType: Int) {
    varint(UInt64(field << 3 | wireType))
  }

  /// Seven bits a byte, lowest first; the eighth says that more follow.
  private mutating func varint(_ value: UInt64) {
    var bytes: [UInt8] = []
    var rest = value
    while rest > 0x7F {
      bytes.append(UInt8(rest & 0x7F) | 0x80)
      rest >>= 7
    }
    append((bytes + [UInt8(rest)])[...])
  }
}
