import Glibc

/// Lists the clips of a data set.
public enum DataSetReader {
  /// Reads the metadata, or walks the folders; opens no audio file.
  ///
  /// - Throws: ``DataSetError``, which names all rows that cannot be used, by what is wrong with them.
  public static func read(_ settings: DataSetSettings) throws(DataSetError) -> DataSetListing {
    var listing = try listed(by: settings)
    if let path = settings.corrections {
      try Corrections(path, encoding: settings.encoding).apply(to: &listing)
    }
    return listing
  }

  private static func listed(by settings: DataSetSettings) throws(DataSetError) -> DataSetListing {
    switch settings.format {
    case .urbansound8k: return try read(settings, as: .urbansound8k)
    case .esc50: return try read(settings, as: .esc50)
    case .csv: return try read(settings, as: CSVLayout(settings.columns))
    case .folders:
      var reader = try FolderReader(settings)
      return try reader.read()
    case .annotations:
      var reader = try AnnotationReader(settings)
      return try reader.read()
    }
  }

  private static func read(
    _ settings: DataSetSettings, as layout: CSVLayout
  ) throws(DataSetError) -> DataSetListing {
    try listing(of: contents(of: settings.metadata), settings, layout: layout)
  }

  /// - Parameter bytes: What is in the metadata file of these settings.
  package static func listing(
    of bytes: [UInt8], _ settings: DataSetSettings, layout: CSVLayout
  ) throws(DataSetError) -> DataSetListing {
    let path = settings.metadata
    let table = try table(of: bytes, path: path, encoding: settings.encoding)
    var rows = RowReader(
      table, columns: try layout.columns(in: table.header, of: path), layout, audio: settings.audio,
      labelSeparator: settings.labelSeparator)
    return try rows.read(path: path, folds: settings.folds)
  }

  /// A file as a table, before anything is made of it.
  package static func table(at path: String) throws(DataSetError) -> CSVTable {
    try table(of: contents(of: path), path: path, encoding: .utf8)
  }

  private static func table(
    of bytes: [UInt8], path: String, encoding: TextEncoding
  ) throws(DataSetError) -> CSVTable {
    do {
      return try CSVTable(MetadataText.utf8(bytes, as: encoding, toleratesStrayNames: true))
    } catch {
      throw .malformed(path: path, reason: error.description)
    }
  }

  static func contents(of path: String) throws(DataSetError) -> [UInt8] {
    do {
      return try bytes(of: path)
    } catch {
      throw .unreadable(path: path, code: error.code)
    }
  }

  struct SystemFault: Error { let code: Int32 }

  static func bytes(of path: String) throws(SystemFault) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw SystemFault(code: errno) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw SystemFault(code: errno) }
    // A device may have no end.
    guard [S_IFREG, S_IFDIR].contains(status.st_mode & S_IFMT) else {
      throw SystemFault(code: ENOTSUP)
    }
    var bytes = [UInt8](repeating: 0, count: max(Int(status.st_size), 4096))
    var count = 0
    while true {
      if count == bytes.count { bytes.append(contentsOf: repeatElement(0, count: count)) }
      let got = bytes.withUnsafeMutableBytes {
        Glibc.read(descriptor, $0.baseAddress! + count, $0.count - count)
      }
      guard got >= 0 else { throw SystemFault(code: errno) }
      if got == 0 { break }
      count += got
    }
    bytes.removeSubrange(count...)
    return bytes
  }
}
