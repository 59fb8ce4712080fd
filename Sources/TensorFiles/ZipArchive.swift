/// What a zip archive in memory holds, as untrusted input. Entries are stored, as torch and numpy
/// write them: a compressed one is refused when its bytes are asked for.
///
/// Source: PKWARE's APPNOTE 6.3.
struct ZipArchive {
  private let bytes: [UInt8]
  private let file: String
  private var entries: [String: Entry] = [:]

  private struct Entry {
    let name: String
    let method: UInt16
    let isEncrypted: Bool
    let checksum: UInt32
    let stored: Int
    let byteCount: Int
    let header: Int
  }

  /// Whether a file begins as an archive does.
  static func begins(_ bytes: [UInt8]) -> Bool { bytes.starts(with: [0x50, 0x4B, 3, 4]) }

  init(bytes: [UInt8], file: String) throws(TensorFileError) {
    self.bytes = bytes
    self.file = file
    let entries: [Entry]
    do throws(BinaryScanner.Fault) {
      entries = try Self.directory(of: bytes)
    } catch {
      throw .damaged(
        file: file, part: "the zip archive's directory", found: error.found,
        expected: error.expected)
    }
    for entry in entries {
      guard self.entries.updateValue(entry, forKey: entry.name) == nil else {
        throw damaged(entry, found: "there twice", expected: "each name once")
      }
    }
  }

  var names: [String] { Array(entries.keys) }

  /// Where the bytes of an entry lie; nil if there is none of that name.
  func range(of name: String) throws(TensorFileError) -> Range<Int>? {
    guard let entry = entries[name] else { return nil }
    guard entry.method == 0, !entry.isEncrypted else {
      throw damaged(
        entry, found: entry.isEncrypted ? "encrypted" : "compressed",
        expected: "it stored as it is")
    }
    let start: Int
    do throws(BinaryScanner.Fault) {
      start = try Self.start(of: entry, in: bytes)
    } catch {
      throw damaged(entry, found: error.found, expected: error.expected)
    }
    guard entry.stored == entry.byteCount, entry.byteCount <= bytes.count - start else {
      throw damaged(
        entry, found: "\(entry.byteCount) bytes", expected: "at most \(bytes.count - start)")
    }
    return start..<start + entry.byteCount
  }

  /// The bytes of an entry; nil if there is none of that name.
  func content(of name: String) throws(TensorFileError) -> ArraySlice<UInt8>? {
    guard let range = try range(of: name), let entry = entries[name] else { return nil }
    // Torch writes a zero where it was told to compute no checksums.
    if entry.checksum != 0 {
      var sum = CRC32()
      sum.add(bytes.span.bytes.extracting(range))
      guard sum.value == entry.checksum else {
        throw damaged(
          entry, found: "of the checksum \(sum.value)", expected: "\(entry.checksum)")
      }
    }
    return bytes[range]
  }

  private func damaged(_ entry: Entry, found: String, expected: String) -> TensorFileError {
    .damaged(file: file, part: "the entry '\(entry.name)'", found: found, expected: expected)
  }
}

// The records of an archive.
extension ZipArchive {
  private static func directory(of bytes: [UInt8]) throws(BinaryScanner.Fault) -> [Entry] {
    let (count, begin) = try place(in: bytes)
    var scanner = BinaryScanner(bytes[...])
    guard begin <= bytes.count else {
      throw scanner.fault(found: "said to begin at \(begin)", expected: "at most \(bytes.count)")
    }
    scanner = BinaryScanner(bytes[begin...])
    var entries: [Entry] = []
    // A count beyond what the file can hold ends with the file.
    while entries.count < count { entries.append(try entry(&scanner)) }
    return entries
  }

  /// How many entries the directory has, and where it begins.
  private static func place(
    in bytes: [UInt8]
  ) throws(BinaryScanner.Fault) -> (count: Int, begin: Int) {
    let shortest = 22
    let longestComment = 65_535
    let first = max(0, bytes.count - shortest - longestComment)
    let end = stride(from: bytes.count - shortest, through: first, by: -1).first {
      bytes[$0...].starts(with: [0x50, 0x4B, 5, 6])
    }
    guard let end else {
      throw BinaryScanner(bytes[...]).fault(found: "not there", expected: "it at the end")
    }
    var scanner = BinaryScanner(bytes[(end + 10)...])
    let count = Int(try scanner.integer(UInt16.self))
    _ = try scanner.take(4)
    let begin = Int(try scanner.integer(UInt32.self))
    let locator = end - 20
    guard locator >= 0, bytes[locator...].starts(with: [0x50, 0x4B, 6, 7]) else {
      return (count, begin)
    }
    scanner = BinaryScanner(bytes[(locator + 8)...])
    let wide = Int(clamping: try scanner.integer(UInt64.self))
    guard wide <= bytes.count, bytes[wide...].starts(with: [0x50, 0x4B, 6, 6]) else {
      throw scanner.fault(found: "said to end at \(wide)", expected: "its end there")
    }
    scanner = BinaryScanner(bytes[wide...])
    _ = try scanner.take(32)
    let wideCount = Int(clamping: try scanner.integer(UInt64.self))
    _ = try scanner.take(8)
    return (wideCount, Int(clamping: try scanner.integer(UInt64.self)))
  }

  private static func entry(_ scanner: inout BinaryScanner) throws(BinaryScanner.Fault) -> Entry {
    try expect(0x0201_4B50, &scanner)
    _ = try scanner.take(4)
    let flags = try scanner.integer(UInt16.self)
    let method = try scanner.integer(UInt16.self)
    _ = try scanner.take(4)
    let checksum = try scanner.integer(UInt32.self)
    var stored = Int(try scanner.integer(UInt32.self))
    var byteCount = Int(try scanner.integer(UInt32.self))
    let nameLength = Int(try scanner.integer(UInt16.self))
    let extraLength = Int(try scanner.integer(UInt16.self))
    let commentLength = Int(try scanner.integer(UInt16.self))
    _ = try scanner.take(8)
    var header = Int(try scanner.integer(UInt32.self))
    let name = try scanner.text(try scanner.take(nameLength))
    if var wide = try zip64Field(in: try scanner.take(extraLength)) {
      let seeWide = Int(UInt32.max)
      if byteCount == seeWide { byteCount = Int(clamping: try wide.integer(UInt64.self)) }
      if stored == seeWide { stored = Int(clamping: try wide.integer(UInt64.self)) }
      if header == seeWide { header = Int(clamping: try wide.integer(UInt64.self)) }
    }
    _ = try scanner.take(commentLength)
    return Entry(
      name: name, method: method, isEncrypted: flags & 1 != 0, checksum: checksum, stored: stored,
      byteCount: byteCount, header: header)
  }

  private static func zip64Field(
    in extra: ArraySlice<UInt8>
  ) throws(BinaryScanner.Fault) -> BinaryScanner? {
    var scanner = BinaryScanner(extra)
    while scanner.rest.count >= 4 {
      let kind = try scanner.integer(UInt16.self)
      let field = try scanner.counted(by: UInt16.self)
      if kind == 1 { return BinaryScanner(field) }
    }
    return nil
  }

  /// Where an entry's bytes begin: behind a header of its own, which repeats its name.
  private static func start(
    of entry: Entry, in bytes: [UInt8]
  ) throws(BinaryScanner.Fault) -> Int {
    var scanner = BinaryScanner(bytes[...])
    _ = try scanner.take(entry.header)
    try expect(0x0403_4B50, &scanner)
    _ = try scanner.take(22)
    let nameLength = Int(try scanner.integer(UInt16.self))
    let extraLength = Int(try scanner.integer(UInt16.self))
    guard try scanner.take(nameLength).elementsEqual(entry.name.utf8) else {
      throw scanner.fault(found: "under another name where it lies", expected: "the same name")
    }
    _ = try scanner.take(extraLength)
    return scanner.position
  }

  private static func expect(
    _ signature: UInt32, _ scanner: inout BinaryScanner
  ) throws(BinaryScanner.Fault) {
    let found = try scanner.integer(UInt32.self)
    guard found == signature else {
      throw scanner.fault(
        found: "a record of the kind \(found)", expected: "one of the kind \(signature)")
    }
  }
}
