import Audio
import DataSets
import Glibc
import Manifest

/// The folder of audio, looked at without opening a file, and never beyond its borders.
struct SourceFolder: ~Copyable {
  /// What lies under a name.
  struct Finding: Sendable {
    enum What: Sendable {
      case file(FileState)
      case fault(FaultRecord)
    }

    let what: What
    /// The file's path as it is spelt in the folder.
    let file: String
    /// Whether that is not how the metadata spells it.
    let isRespelt: Bool

    var isMissing: Bool { category == "missing" }

    /// Whether there is something, be it readable or not.
    var isThere: Bool { category == nil || category == "unreadable" }

    private var category: String? {
      if case .fault(let fault) = what { fault.category } else { nil }
    }
  }

  private let audio: String
  private let followLinks: Bool
  private let root: String?
  /// Where paths begin, so that the kernel need not look it up for each; negative where it cannot be
  /// opened.
  private let descriptor: Int32
  /// For each folder that was met, whether it resolves to a place under the root.
  private var isInside: [Substring: Bool] = [:]
  private var spellings: SpellingSearch

  init(audio: String, followLinks: Bool) {
    self.audio = audio
    self.followLinks = followLinks
    root = Self.resolved(audio)
    spellings = SpellingSearch(audio)
    descriptor = open(audio, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
  }

  deinit {
    if descriptor >= 0 { close(descriptor) }
  }

  /// What lies under the name that the metadata gives, or under another spelling of it.
  mutating func look(at row: ClipRow) -> Finding {
    let what: Finding.What =
      switch row.fault {
      case .badName: .fault(FaultRecord(.badName, "\(row.name): \(ClipNameFault.badName)."))
      case .outside: .fault(Self.outside(row.path))
      case nil: look(at: row.file)
      }
    let found = Finding(what: what, file: row.file, isRespelt: false)
    guard row.fault == nil, found.isMissing else { return found }
    switch spellings.find(row.file) {
    case .same(let file): return Finding(what: look(at: file), file: file, isRespelt: true)
    case .otherCase(let file):
      let fault = FaultRecord(
        .missing,
        "There is no file \(row.file) under dataset.audio, but \(file), which differs by capital letters"
          + " alone; name it so in the metadata.")
      return Finding(what: .fault(fault), file: row.file, isRespelt: false)
    case nil: return found
    }
  }

  /// What lies at a path relative to the folder.
  private mutating func look(at path: String) -> Finding.What {
    var status = stat()
    guard find(path, &status, AT_SYMLINK_NOFOLLOW) else {
      let code = errno
      return .fault(FaultRecord(SourceFile.fault(code, path)))
    }
    let isLink = status.st_mode & S_IFMT == S_IFLNK
    if !followLinks, isLink ? leadsOutside("\(audio)/\(path)") : !folderIsInside(path) {
      return .fault(Self.outside(path))
    }
    if isLink, !find(path, &status, 0) {
      let code = errno
      return .fault(FaultRecord(SourceFile.fault(code, path)))
    }
    guard status.st_mode & S_IFMT == S_IFREG else {
      return .fault(FaultRecord(SourceFile.notAFile(path, status.st_mode)))
    }
    return .file(FileState(status))
  }

  private func find(_ path: String, _ status: inout stat, _ flags: Int32) -> Bool {
    descriptor >= 0
      ? fstatat(descriptor, path, &status, flags) == 0
      : fstatat(AT_FDCWD, "\(audio)/\(path)", &status, flags) == 0
  }

  private static func outside(_ path: String) -> FaultRecord {
    FaultRecord(
      .outside,
      "\(path) leads out of dataset.audio; dataset.followLinks: true allows links, but no path may."
    )
  }

  private mutating func folderIsInside(_ path: String) -> Bool {
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return true }
    let folder = path[..<slash]
    if let known = isInside[folder] { return known }
    let answer = !leadsOutside("\(audio)/\(folder)")
    isInside[folder] = answer
    return answer
  }

  private func leadsOutside(_ path: String) -> Bool {
    guard let root, let target = Self.resolved(path) else { return false }
    return target != root && !target.hasPrefix(root == "/" ? "/" : root + "/")
  }

  private static func resolved(_ path: String) -> String? {
    guard let resolved = realpath(path, nil) else { return nil }
    defer { free(resolved) }
    return String(cString: resolved)
  }
}
