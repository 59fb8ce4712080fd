import Glibc

/// The files below a folder, at any depth. Links are followed, to a folder once: one that leads round
/// ends where it was met before.
struct FolderWalk {
  private let audio: [UInt8]
  private(set) var passedOver = PassedOver()

  init(_ audio: String) { self.audio = Array(audio.utf8) }

  /// A folder's own identity, whatever it is called.
  private struct Place: Hashable {
    let device: UInt
    let inode: UInt

    init(_ status: stat) {
      device = UInt(status.st_dev)
      inode = UInt(status.st_ino)
    }
  }

  private struct Entry {
    let name: [UInt8]
    let isFolder: Bool
    let isLink: Bool
  }

  /// The folders and the files that lie in the audio folder itself, in the order of their names' bytes.
  mutating func top() throws(DataSetError) -> (folders: [[UInt8]], files: [[UInt8]]) {
    let entries = try entries(of: [])
    return (
      entries.filter(\.isFolder).map(\.name), entries.filter { !$0.isFolder }.map(\.name)
    )
  }

  /// The files below `folder`, a path relative to the audio folder (empty: that itself), as such paths in
  /// the order of their bytes; nil for a link to a folder that the audio folder lies in.
  mutating func files(below folder: [UInt8]) throws(DataSetError) -> [[UInt8]]? {
    var met: Set<Place> = []
    if !folder.isEmpty, let root = place([]) { met.insert(root) }
    var files: [[UInt8]] = []
    // What a folder holds is taken under its own name rather than under a link's.
    var folders = [folder]
    var links: [[UInt8]] = []
    while let next = folders.popLast() ?? links.popLast() {
      guard let place = place(next), met.insert(place).inserted else {
        passedOver.add(Self.text(next), .loop)
        if next == folder { return nil }
        continue
      }
      for entry in try entries(of: next) {
        let path = next.isEmpty ? entry.name : next + [slash] + entry.name
        if !entry.isFolder {
          files.append(path)
        } else if entry.isLink {
          links.append(path)
        } else {
          folders.append(path)
        }
      }
    }
    return files.sorted { $0.lexicographicallyPrecedes($1) }
  }

  mutating func passOver(_ path: [UInt8], _ reason: PassedOver.Reason) {
    passedOver.add(Self.text(path), reason)
  }

  static func text(_ bytes: [UInt8]) -> String {
    String(validating: bytes, as: UTF8.self) ?? String(writingOut: bytes)
  }

  private static let ofTheSystem = ["Thumbs.db", "desktop.ini", "__MACOSX"].map { Array($0.utf8) }

  private func full(_ path: [UInt8]) -> [UInt8] { path.isEmpty ? audio : audio + [slash] + path }

  private func place(_ folder: [UInt8]) -> Place? {
    var status = stat()
    let found = (full(folder) + [0]).withUnsafeBytes {
      stat($0.bindMemory(to: CChar.self).baseAddress!, &status)
    }
    return found == 0 ? Place(status) : nil
  }

  /// What a folder holds, links followed to tell folders from files, in the order of their names.
  private mutating func entries(of folder: [UInt8]) throws(DataSetError) -> [Entry] {
    let path = full(folder)
    guard
      let stream = (path + [0]).withUnsafeBytes({
        opendir($0.bindMemory(to: CChar.self).baseAddress!)
      })
    else { throw .unreadable(path: Self.text(path), code: errno) }
    defer { closedir(stream) }
    var entries: [Entry] = []
    errno = 0
    while let entry = readdir(stream) {
      let start = UnsafeRawPointer(entry) + MemoryLayout<dirent>.offset(of: \.d_name)!
      let count = strlen(start.assumingMemoryBound(to: CChar.self))
      let name = Array(UnsafeRawBufferPointer(start: start, count: count))
      if !isPassedOver(name, in: folder) {
        let type = Int(entry.pointee.d_type)
        entries.append(
          Entry(
            name: name, isFolder: isFolder(type, in: stream, name), isLink: type == DT_LNK))
      }
      errno = 0
    }
    guard errno == 0 else { throw .unreadable(path: Self.text(path), code: errno) }
    return entries.sorted { $0.name.lexicographicallyPrecedes($1.name) }
  }

  private mutating func isPassedOver(_ name: [UInt8], in folder: [UInt8]) -> Bool {
    let dot = UInt8(ascii: ".")
    if name == [dot] || name == [dot, dot] { return true }
    let isSystems = Self.ofTheSystem.contains(name)
    guard name.first == dot || isSystems else { return false }
    passOver(folder.isEmpty ? name : folder + [slash] + name, isSystems ? .system : .hidden)
    return true
  }

  private func isFolder(_ type: Int, in stream: OpaquePointer, _ name: [UInt8]) -> Bool {
    if type != DT_LNK, type != DT_UNKNOWN { return type == DT_DIR }
    var status = stat()
    let found = (name + [0]).withUnsafeBytes {
      fstatat(dirfd(stream), $0.bindMemory(to: CChar.self).baseAddress!, &status, 0)
    }
    return found == 0 && status.st_mode & S_IFMT == S_IFDIR
  }
}

let slash = UInt8(ascii: "/")

/// What the names of sound files end with.
struct SoundEndings {
  private let endings: Set<String>

  init(_ endings: [String]) {
    self.endings = Set(
      endings.map { ($0.hasPrefix(".") ? String($0.dropFirst()) : $0).lowercased() })
  }

  /// Whether the name of a file ends so, in capital or small letters.
  func isEnding(of path: [UInt8]) -> Bool {
    let name = path[(path.lastIndex(of: slash).map { $0 + 1 } ?? 0)...]
    guard let point = name.lastIndex(of: UInt8(ascii: ".")) else { return endings.contains("") }
    return endings.contains(String(decoding: name[(point + 1)...], as: UTF8.self).lowercased())
  }
}
