import Glibc

/// Lists a data set that is one folder a class: `audio/dog_bark/a.wav`.
///
/// Folders and files are taken in the order of their names' bytes; hidden ones, and folders within
/// a class, are passed over. What is not audio is listed too: only its content could say so.
struct FolderReader {
  private let audio: String
  private let folds: Int
  private let pattern: RecordingPattern?

  init(_ settings: DataSetSettings) throws(DataSetError) {
    audio = settings.audio
    folds = settings.folds
    pattern = try settings.recordingPattern.map(RecordingPattern.init)
  }

  func read() throws(DataSetError) -> DataSetListing {
    var classes: [ClassLabel] = []
    var clips: [ClipRow] = []
    for folder in try entries(of: Array(audio.utf8), areFolders: true) {
      let files = try entries(of: Array(audio.utf8) + [slash] + folder, areFolders: false)
      if files.isEmpty { continue }
      let label = text(folder)
      for file in files {
        let path = folder + [slash] + file
        let name = text(path)
        clips.append(
          ClipRow(
            name: name, path: name, fold: 0, label: label, classIndex: classes.count,
            recording: try pattern?.recording(in: text(file)) ?? name,
            fault: ClipNameFault(path: path[...])))
      }
      classes.append(ClassLabel(number: classes.count, name: label))
    }
    guard !clips.isEmpty else { throw .noClips(path: audio) }
    FoldDealer(folds: folds).deal(&clips, classes: classes.count)
    return DataSetListing(clips: clips, classes: classes)
  }

  private func text(_ bytes: [UInt8]) -> String {
    String(validating: bytes, as: UTF8.self) ?? String(writingOut: bytes)
  }

  /// The names in a folder, links followed to tell folders from files.
  private func entries(
    of folder: [UInt8], areFolders: Bool
  ) throws(DataSetError) -> [[UInt8]] {
    guard
      let stream = (folder + [0]).withUnsafeBytes({
        opendir($0.bindMemory(to: CChar.self).baseAddress!)
      })
    else { throw .unreadable(path: text(folder), code: errno) }
    defer { closedir(stream) }
    var names: [[UInt8]] = []
    errno = 0
    while let entry = readdir(stream) {
      let name = UnsafeRawPointer(entry) + MemoryLayout<dirent>.offset(of: \.d_name)!
      let count = strlen(name.assumingMemoryBound(to: CChar.self))
      let bytes = Array(UnsafeRawBufferPointer(start: name, count: count))
      if bytes.first != UInt8(ascii: "."), isFolder(entry, in: stream, bytes) == areFolders {
        names.append(bytes)
      }
      errno = 0
    }
    guard errno == 0 else { throw .unreadable(path: text(folder), code: errno) }
    return names.sorted { $0.lexicographicallyPrecedes($1) }
  }

  private func isFolder(
    _ entry: UnsafeMutablePointer<dirent>, in stream: OpaquePointer, _ name: [UInt8]
  ) -> Bool {
    let type = Int(entry.pointee.d_type)
    if type != DT_LNK, type != DT_UNKNOWN { return type == DT_DIR }
    var status = stat()
    let found = (name + [0]).withUnsafeBytes {
      fstatat(dirfd(stream), $0.bindMemory(to: CChar.self).baseAddress!, &status, 0)
    }
    return found == 0 && status.st_mode & S_IFMT == S_IFDIR
  }
}

private let slash = UInt8(ascii: "/")

/// What names the recording in the name of a file.
private struct RecordingPattern {
  private let source: String
  private let expression: Regex<AnyRegexOutput>

  init(_ source: String) throws(DataSetError) {
    self.source = source
    do {
      expression = try Regex(source)
    } catch {
      throw .recordingPattern(source, reason: "it is not a regular expression")
    }
  }

  func recording(in name: String) throws(DataSetError) -> String? {
    guard let match = name.firstMatch(of: expression) else { return nil }
    guard match.output.count == 2 else {
      throw .recordingPattern(
        source, reason: "it has \(match.output.count - 1) groups, expected one")
    }
    return match.output[1].substring.map(String.init)
  }
}
