import Glibc

/// Lists the clips of a data set.
public enum DataSetReader {
  /// Reads the metadata, or walks the folders; opens no audio file.
  ///
  /// - Throws: ``DataSetError``, which names up to ten rows that cannot be used, not only the first.
  public static func read(_ settings: DataSetSettings) throws(DataSetError) -> DataSetListing {
    switch settings.format {
    case .urbansound8k: try read(settings.metadata, as: .urbansound8k)
    case .esc50: try read(settings.metadata, as: .esc50)
    case .csv: try read(settings.metadata, as: CSVLayout(settings.columns))
    case .folders: try FolderReader(settings).read()
    }
  }

  private static func read(
    _ path: String, as layout: CSVLayout
  ) throws(DataSetError) -> DataSetListing {
    let bytes: [UInt8]
    do {
      bytes = try contents(of: path)
    } catch {
      throw .unreadable(path: path, code: error.code)
    }
    return try listing(of: bytes, path: path, layout: layout)
  }

  package static func listing(
    of bytes: [UInt8], path: String, layout: CSVLayout
  ) throws(DataSetError) -> DataSetListing {
    let table: CSVTable
    do {
      table = try CSVTable(bytes)
    } catch {
      throw .malformed(path: path, reason: error.description)
    }
    var rows = RowReader(table, columns: try layout.columns(in: table.header, of: path), layout)
    return try rows.read(path: path)
  }

  private struct SystemFault: Error { let code: Int32 }

  private static func contents(of path: String) throws(SystemFault) -> [UInt8] {
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
