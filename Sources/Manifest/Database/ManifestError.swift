import GRDB

/// Why the manifest cannot be used, in a sentence that says what to try.
public enum ManifestError: Error, Equatable, CustomStringConvertible {
  case absent(path: String)
  case locked(path: String)
  case readOnly(path: String, reason: String)
  case damaged(path: String, reason: String)
  case newer(path: String, version: String)
  case full(path: String)
  case unusable(path: String, reason: String)

  init(_ error: any Error, path: String) {
    switch error {
    case let error as ManifestError: self = error
    case let error as DatabaseError: self.init(error, ManifestFile(path))
    default: self = .unusable(path: path, reason: "\(error)")
    }
  }

  private init(_ error: DatabaseError, _ file: ManifestFile) {
    let path = file.path
    let reason = error.message ?? error.resultCode.description
    switch error.resultCode {
    case .SQLITE_BUSY, .SQLITE_LOCKED: self = .locked(path: path)
    case .SQLITE_READONLY, .SQLITE_PERM: self = .readOnly(path: path, reason: reason)
    case .SQLITE_CORRUPT, .SQLITE_NOTADB: self = .damaged(path: path, reason: reason)
    case .SQLITE_FULL: self = .full(path: path)
    // SQLite says so of the manifest itself only, not of the files beside it.
    case let code
    where [.SQLITE_IOERR, .SQLITE_CANTOPEN, .SQLITE_ERROR].contains(code) && file.hasNoRoom:
      self = .full(path: path)
    case .SQLITE_CANTOPEN:
      if let refusal = file.folderRefusal {
        self = .readOnly(path: path, reason: "its folder cannot be written to (\(refusal))")
      } else {
        self = .unusable(path: path, reason: error.statement)
      }
    default: self = .unusable(path: path, reason: error.statement)
    }
  }

  public var description: String {
    switch self {
    case .absent(let path):
      """
      There is no manifest at \(path): run make (or soundmark ingest) first, or check paths.manifest; \
      if it was another's that is gone for good, remove its entry below the cache's manifests folder.
      """
    case .locked(let path):
      """
      Could not write to the manifest \(path): another program has held it locked for too long; \
      close what has it open (a sqlite3 prompt inside a transaction?) and run it again.
      """
    case .readOnly(let path, let reason):
      """
      Could not write to the manifest \(path): \(reason); make the file and its folder writable, or \
      choose another paths.manifest.
      """
    case .damaged(let path, let reason):
      """
      Could not read the manifest \(path): \(reason); restore it from a copy, or move it away \
      (with its -wal and -shm files) and run make, which makes everything in it again.
      """
    case .newer(let path, let version):
      """
      Could not use the manifest \(path): soundmark \(version) wrote it, and this program is older; \
      install that version or a newer one, or choose another paths.manifest.
      """
    case .full(let path):
      "Could not write to the manifest \(path): the disk is full; make room and run it again."
    case .unusable(let path, let reason):
      "Could not use the manifest \(path): \(reason); check the file, its folder and paths.manifest."
    }
  }
}

extension DatabaseError {
  /// What SQLite said, and of which statement, on one line; without the statement's arguments, which may
  /// be names of a person's files.
  fileprivate var statement: String {
    description.split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }
}
