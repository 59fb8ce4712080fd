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
  private let files: any FileSystem
  private let nursery: Nursery

  public init(root: String, files: any FileSystem = LocalFileSystem()) {
    self.root = root
    self.files = files
    nursery = Nursery(in: "\(root)/tmp")
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
    try files.createRoomyDirectory("\(root)/objects", in: "\(root)/tmp")
  }

  /// Makes the folders that objects lie in before anyone needs them; who finds one missing makes it,
  /// so a failure is not told.
  public func makeShards() {
    guard let there = try? Set(files.list("\(root)/objects")) else { return }
    for shard in Self.shards where !there.contains(shard) {
      try? files.createDirectory("\(root)/objects/\(shard)")
    }
  }

  /// The first two digits of all digests.
  private static let shards = (0...255).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }

  /// Stores bytes and returns their digest. The object takes the place of one that is there already,
  /// so that a damaged one is repaired by whoever makes it again.
  public func store(_ bytes: [UInt8], as kind: ObjectKind) throws(FileSystemError) -> Digest {
    let digest = Digest(of: bytes)
    try replace(absolutePath(of: digest, kind), with: bytes.span.bytes)
    return digest
  }

  /// Puts a file in the place of what is there, so that readers see the old one or the new one whole.
  public func replace(_ path: String, with bytes: RawSpan) throws(FileSystemError) {
    do throws(FileSystemError) {
      try write(bytes, to: path)
    } catch  where error.code == ENOENT {
      // There was no such folder yet, or its last object was removed.
      try files.createDirectory(String(path[..<path.lastIndex(of: "/")!]))
      try write(bytes, to: path)
    }
  }

  /// Read-only: an object is never changed, and nothing should change it by mistake.
  private func write(_ bytes: RawSpan, to path: String) throws(FileSystemError) {
    try files.replace(
      path, with: bytes, permissions: 0o444, temporary: "\(root)/tmp/\(Self.uniqueName())",
      nursery: nursery)
  }

  /// Whether the object is there with the size that was recorded: a torn or removed one is not.
  public func holds(_ digest: Digest, _ kind: ObjectKind, size: Int) -> Bool {
    files.size(of: absolutePath(of: digest, kind)) == size
  }

  /// The folder, opened to ask for many objects.
  public func opened() -> OpenedStore { OpenedStore(root: root) }

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
            path: path, size: files.size(of: "\(root)/\(path)") ?? 0,
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
    try files.list("\(root)/\(folder)").compactMap { name in
      files.size(of: "\(root)/\(folder)/\(name)").map {
        StoredFile(path: "\(folder)/\(name)", size: $0, digest: nil, kind: nil)
      }
    }
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

/// The cache's folder while many objects are asked for: their paths begin here, which the kernel need
/// not look up again for each.
public struct OpenedStore: ~Copyable {
  private let folder: Int32

  fileprivate init(root: String) {
    folder = open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
  }

  deinit {
    if folder >= 0 { close(folder) }
  }

  /// As `ObjectStore.holds`.
  public func holds(_ digest: Digest, _ kind: ObjectKind, size: Int) -> Bool {
    var status = stat()
    return fstatat(folder, ObjectStore.path(of: digest, kind), &status, AT_SYMLINK_NOFOLLOW) == 0
      && status.st_mode & S_IFMT == S_IFREG && Int(status.st_size) == size
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
