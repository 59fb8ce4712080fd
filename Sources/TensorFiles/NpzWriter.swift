/// Writes named arrays into one `.npz` file, which `numpy.load` opens, piece by piece: an array need
/// not be in memory as a whole.
///
/// An `.npz` is a zip archive of `.npy` files, here without compression. It has zip64's wide fields
/// throughout, so that no size is special, and no time of day, so that the same content gives the
/// same bytes. Source: PKWARE's APPNOTE 6.3.
///
///     var writer = try NpzWriter(path: "clips.npz")
///     try writer.begin("tensors", NpyHeader(shape: [8732, 128, 173], element: .float32))
///     for clip in clips { try writer.append(clip.elements.span.bytes) }
///     try writer.add("labels", integers: labels)
///     try writer.finish()
public struct NpzWriter: ~Copyable {
  private var output: OutputFile
  private var members: [Member] = []
  private var checksum = CRC32()

  private struct Member {
    var name: [UInt8]
    var offset: Int
    var byteCount: Int
    var end: Int
    var checksum: UInt32 = 0
  }

  /// Starts the file at `path`; it appears there when `finish()` is called.
  public init(path: String) throws(TensorFileError) {
    output = try OutputFile(path: path)
  }

  /// Ends the array before and starts another; its data is expected by `append(_:)`.
  public mutating func begin(_ name: String, _ header: NpyHeader) throws(TensorFileError) {
    guard let dataByteCount = header.dataByteCount else {
      preconditionFailure("\(header.shape) has too many elements")
    }
    try endMember()
    let start = header.encoded()
    var member = Member(
      name: Array("\(name).npy".utf8), offset: output.byteCount,
      byteCount: start.count + dataByteCount, end: 0)
    try output.append(Self.localHeader(of: member).span.bytes)
    member.end = output.byteCount + member.byteCount
    members.append(member)
    checksum = CRC32()
    try append(start.span.bytes)
  }

  /// Packed little-endian elements, the next of the array begun last.
  public mutating func append(_ bytes: RawSpan) throws(TensorFileError) {
    checksum.add(bytes)
    try output.append(bytes)
  }

  /// A whole array of integers.
  public mutating func add(_ name: String, integers: [Int64]) throws(TensorFileError) {
    try begin(name, NpyHeader(shape: [integers.count], element: .int64))
    try append(integers.span.bytes)
  }

  /// A whole array of texts.
  public mutating func add(_ name: String, texts: [String]) throws(TensorFileError) {
    let longest = texts.map(\.unicodeScalars.count).max() ?? 0
    try begin(name, NpyHeader(shape: [texts.count], element: .text(scalars: longest)))
    let scalars = texts.flatMap { text in
      text.unicodeScalars.map(\.value)
        + [UInt32](repeating: 0, count: longest - text.unicodeScalars.count)
    }
    try append(scalars.span.bytes)
  }

  /// Writes the archive's directory and puts the file in its place.
  public consuming func finish() throws(TensorFileError) {
    try endMember()
    let directory = members.flatMap(Self.directoryEntry)
    let end = Self.endOfDirectory(
      at: output.byteCount, byteCount: directory.count, members: members.count)
    try output.append((directory + end).span.bytes)
    try output.commit()
  }

  private mutating func endMember() throws(TensorFileError) {
    guard var member = members.popLast() else { return }
    precondition(
      output.byteCount == member.end,
      "an array of \(member.byteCount) bytes got \(output.byteCount - member.end) too many")
    member.checksum = checksum.value
    members.append(member)
    try output.write(Self.localHeader(of: member).span.bytes, at: member.offset)
  }
}

// The records of a zip archive.
extension NpzWriter {
  private static let version: UInt16 = 45
  private static let namesAreUTF8: UInt16 = 1 << 11
  private static let stored: UInt16 = 0
  private static let midnight: UInt16 = 0
  private static let firstOfJanuary1980: UInt16 = 1 << 5 | 1
  private static let seeZip64: UInt32 = .max

  private static func common(of member: Member, extra: [UInt8]) -> [UInt8] {
    fields(version, namesAreUTF8, stored, midnight, firstOfJanuary1980)
      + fields(member.checksum, seeZip64, seeZip64)
      + fields(UInt16(member.name.count), UInt16(extra.count))
  }

  private static func localHeader(of member: Member) -> [UInt8] {
    let extra = fields(UInt16(1), 16) + fields(UInt64(member.byteCount), UInt64(member.byteCount))
    return fields(UInt32(0x0403_4B50)) + common(of: member, extra: extra) + member.name + extra
  }

  private static func directoryEntry(of member: Member) -> [UInt8] {
    let extra =
      fields(UInt16(1), 24)
      + fields(UInt64(member.byteCount), UInt64(member.byteCount), UInt64(member.offset))
    let comment: UInt16 = 0
    let disk: UInt16 = 0
    return fields(UInt32(0x0201_4B50)) + fields(version) + common(of: member, extra: extra)
      + fields(comment, disk, 0) + fields(UInt32(0), seeZip64) + member.name + extra
  }

  private static func endOfDirectory(at offset: Int, byteCount: Int, members: Int) -> [UInt8] {
    let wide =
      fields(UInt32(0x0606_4B50)) + fields(UInt64(44)) + fields(version, version)
      + fields(UInt32(0), 0)
      + fields(UInt64(members), UInt64(members), UInt64(byteCount), UInt64(offset))
    let locator =
      fields(UInt32(0x0706_4B50), 0) + fields(UInt64(offset + byteCount)) + fields(UInt32(1))
    let narrow =
      fields(UInt32(0x0605_4B50)) + fields(UInt16(0), 0, .max, .max)
      + fields(seeZip64, seeZip64) + fields(UInt16(0))
    return wide + locator + narrow
  }

  private static func fields<Field: FixedWidthInteger & BitwiseCopyable>(
    _ values: Field...
  ) -> [UInt8] {
    LittleEndian.bytes(of: values)
  }
}
