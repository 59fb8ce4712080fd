import Audio
import Configuration
import DataStages
import Digests
import Glibc
import Perturbations
import Pipeline

/// Recordings that somebody laid into a folder, to be heard in perturbations.
package struct GivenRecordings: Sendable {
  /// At the rate of the front end, mono.
  package let sounds: [[Float]]
  /// Of the folder's files, and why each is left out.
  package let leftOut: [String]

  /// So many seconds of each file are heard, and so many files: some 80 MB at 32,000 Hz.
  static let (seconds, files) = (10.0, 64)

  /// - Parameter folder: With the configuration's key that names it.
  /// - Throws: `RecordingsError` where there is nothing to hear.
  package init(_ folder: (key: String, path: String), _ settings: SegmentSettings) throws {
    let names = try Self.names(in: folder)
    var excerpt = settings
    (excerpt.seconds, excerpt.hopSeconds, excerpt.minimumSeconds) = (Self.seconds, nil, 0)
    var segmenter = try Segmenter(excerpt)
    var (sounds, leftOut): ([[Float]], [String]) = ([], [])
    for name in names {
      do {
        var sound: [Float] = []
        try segmenter.segment(path: "\(folder.path)/\(name)") { window, samples in
          if window.index == 0 { sound = (0..<window.signalCount).map { samples[$0] } }
        }
        if sound.contains(where: { abs($0) > Self.faintest }) {
          sounds.append(sound)
        } else {
          leftOut.append("\(name) is silent")
        }
      } catch let fault as AudioFault {
        leftOut.append("\(fault)")
      }
    }
    guard !sounds.isEmpty else {
      throw RecordingsError.nothingToHear(
        key: folder.key, path: folder.path, files: names.count, first: leftOut.first)
    }
    self.sounds = sounds
    self.leftOut = leftOut
  }

  /// 120 dB below full scale.
  private static let faintest: Float = 1e-6

  /// Of all that is heard: the files' names and contents.
  static func digest(of folder: (key: String, path: String)) throws -> Digest {
    var key = KeyText(stage: "recordings", version: 1)
    for name in try names(in: folder) {
      key.add(name, try contentDigest(of: "\(folder.path)/\(name)"))
    }
    return key.digest
  }

  /// The first files by name; what begins with a point is no recording.
  private static func names(in folder: (key: String, path: String)) throws -> [String] {
    guard let listing = opendir(folder.path) else {
      throw RecordingsError.noFolder(
        key: folder.key, path: folder.path, reason: String(cString: strerror(errno)))
    }
    defer { closedir(listing) }
    var names: [String] = []
    while let entry = readdir(listing) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) {
        String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
      }
      var status = stat()
      if !name.hasPrefix("."), stat("\(folder.path)/\(name)", &status) == 0,
        status.st_mode & S_IFMT == S_IFREG
      {
        names.append(name)
      }
    }
    return Array(names.sorted().prefix(files))
  }

  private static func contentDigest(of path: String) throws -> Digest {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return Digest(of: "unreadable") }
    defer { close(descriptor) }
    var hasher = DigestHasher()
    var bytes = [UInt8](repeating: 0, count: 1 << 20)
    while case let count = read(descriptor, &bytes, bytes.count), count > 0 {
      bytes[..<count].withUnsafeBytes { hasher.update($0) }
    }
    return hasher.finalize()
  }
}

/// Why there are no recordings, in a sentence that says what to try.
enum RecordingsError: Error, CustomStringConvertible {
  case noFolder(key: String, path: String, reason: String)
  case nothingToHear(key: String, path: String, files: Int, first: String?)

  var description: String {
    switch self {
    case .noFolder(let key, let path, let reason):
      """
      Could not open the folder \(path), which \(key) names: \(reason); give it the recordings, or leave \
      their condition out of robustness.conditions.
      """
    case .nothingToHear(let key, let path, let files, let first):
      """
      The folder \(path), which \(key) names, has \(counted(files, "file")) and no recording to hear\
      \(first.map { ", the first: \($0)" } ?? ""); give it sound files that are not silent.
      """
    }
  }
}
