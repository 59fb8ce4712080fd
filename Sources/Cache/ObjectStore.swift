import Digests
import Glibc
import Synchronization

/// What an object is; the raw value is the ending of its file, which says what opens it.
public enum ObjectKind: String, Sendable, CaseIterable {
  case waveform = "wav"
  case tensor = "npy"
  case picture = "png"
  case checkpoint = "safetensors"
}

/// Content-addressed files: `objects/3f/a9c0….npy`, each whole or not there.
public struct ObjectStore: Sendable {
  /// The cache's folder.
  public let root: String
  /// The disk that it lies on.
  public let files: any FileSystem

  public init(root: String, files: any FileSystem = LocalFileSystem()) {
    self.root = root
    self.files = files
  }

  /// The path of an object, relative to the cache's folder.
  public static func path(of digest: Digest, _ kind: ObjectKind) -> String {
    path(of: digest, kind, below: "")
  }

  public func absolutePath(of digest: Digest, _ kind: ObjectKind) -> String {
    Self.path(of: digest, kind, below: "\(root)/")
  }

  /// In one go, since a plan asks for the paths of all objects.
  private static func path(of digest: Digest, _ kind: ObjectKind, below folder: String) -> String {
    let start = folder.utf8.count + "objects/".utf8.count
    let ending = kind.rawValue
    let length = start + 65 + 1 + ending.utf8.count
    return String(unsafeUninitializedCapacity: length) { text in
      _ = text.update(fromContentsOf: folder.utf8)
      _ = text[folder.utf8.count...].update(fromContentsOf: "objects/".utf8)
      digest.writeHex(to: UnsafeMutableBufferPointer(rebasing: text[(start + 1)...]))
      // The first two digits name the folder.
      text[start] = text[start + 1]
      text[start + 1] = text[start + 2]
      text[start + 2] = UInt8(ascii: "/")
      text[start + 65] = UInt8(ascii: ".")
      _ = text[(start + 66)...].update(fromContentsOf: ending.utf8)
      return length
    }
  }

  /// Makes the folders that a stage writes to.
  public func prepare() throws(FileSystemError) {
    try files.createDirectory("\(root)/tmp")
    try files.createDirectory("\(root)/objects")
  }

  /// Stores bytes and returns their digest. The object takes the place of one that is there already,
  /// so that a damaged one is repaired by whoever makes it again.
  public func store(_ bytes: [UInt8], as kind: ObjectKind) throws(FileSystemError) -> Digest {
    let digest = Digest(of: bytes)
    try replace(absolutePath(of: digest, kind), with: bytes.span.bytes)
    return digest
  }

  /// Puts a file in the place of what is there, so that readers see the old one or the new one whole.
  /// Read-only: an object is never changed, and nothing should change it by mistake.
  public func replace(_ path: String, with bytes: RawSpan) throws(FileSystemError) {
    let temporary = "\(root)/tmp/\(Self.uniqueName())"
    try files.write(bytes, to: temporary, permissions: 0o444)
    do throws(FileSystemError) {
      try move(temporary, to: path)
    } catch {
      try? files.remove(temporary)
      throw error
    }
  }

  private func move(_ temporary: String, to path: String) throws(FileSystemError) {
    do throws(FileSystemError) {
      try files.rename(temporary, to: path)
    } catch  where error.code == ENOENT {
      // There was no such folder yet, or its last object was removed.
      try files.createDirectory(String(path[..<path.lastIndex(of: "/")!]))
      try files.rename(temporary, to: path)
    }
  }

  /// Whether the object is there with the size that was recorded: a torn or removed one is not.
  public func holds(
    _ digest: Digest, _ kind: ObjectKind, size: Int
  ) throws(FileSystemError) -> Bool {
    try files.size(of: absolutePath(of: digest, kind)) == size
  }

  public func read(_ digest: Digest, _ kind: ObjectKind) throws(FileSystemError) -> [UInt8] {
    try files.read(absolutePath(of: digest, kind))
  }

  public func remove(_ digest: Digest, _ kind: ObjectKind) throws(FileSystemError) {
    try files.remove(absolutePath(of: digest, kind))
  }

  /// Every file below `objects`, with its size; `object` is nil for a name that is no object's.
  public func contents() throws(FileSystemError) -> [StoredFile] {
    var found: [StoredFile] = []
    for folder in try files.list("\(root)/objects") {
      for name in try files.list("\(root)/objects/\(folder)") {
        let path = "objects/\(folder)/\(name)"
        let parts = name.split(separator: ".", maxSplits: 1)
        let digest = Digest(hex: folder + (parts.first ?? ""))
        let kind = parts.count == 2 ? ObjectKind(rawValue: String(parts[1])) : nil
        found.append(
          StoredFile(
            path: path, size: try files.size(of: "\(root)/\(path)") ?? 0,
            digest: kind == nil ? nil : digest, kind: kind))
      }
    }
    return found
  }

  /// Removes a file below the cache's folder, and its shard if that was the last in it.
  public func removeFile(_ path: String) throws(FileSystemError) {
    try files.remove("\(root)/\(path)")
    guard path.hasPrefix("objects/") else { return }
    let folder = "\(root)/\(path[..<path.lastIndex(of: "/")!])"
    if try files.list(folder).isEmpty { try files.remove(folder) }
  }

  /// The files that a killed process left half written.
  public func leftovers() throws(FileSystemError) -> [StoredFile] { try plainFiles(in: "tmp") }

  /// The resumable states of runs, `runs/<key>.safetensors`.
  public func runStates() throws(FileSystemError) -> [StoredFile] { try plainFiles(in: "runs") }

  /// Where the resumable state of a run lies.
  public func runStatePath(_ key: Digest) -> String { "\(root)/runs/\(key.hex).safetensors" }

  public func removeRunState(_ key: Digest) throws(FileSystemError) {
    try files.remove(runStatePath(key))
  }

  private func plainFiles(in folder: String) throws(FileSystemError) -> [StoredFile] {
    var found: [StoredFile] = []
    for name in try files.list("\(root)/\(folder)") {
      guard let size = try files.size(of: "\(root)/\(folder)/\(name)") else { continue }
      found.append(StoredFile(path: "\(folder)/\(name)", size: size, digest: nil, kind: nil))
    }
    return found
  }

  public func freeBytes() -> Int { files.freeBytes(at: root) }

  public func synchronize() throws(FileSystemError) { try files.synchronize(root) }

  private static let counter = Atomic<UInt64>(0)

  private static func uniqueName() -> String {
    let count = counter.wrappingAdd(1, ordering: .relaxed).newValue
    var now = timespec()
    clock_gettime(CLOCK_REALTIME, &now)
    return "\(getpid())-\(now.tv_sec)-\(now.tv_nsec)-\(count)"
  }
}

/// A file found in the cache.
public struct StoredFile: Sendable {
  /// Relative to the cache's folder.
  public let path: String
  public let size: Int
  public let digest: Digest?
  public let kind: ObjectKind?
}
