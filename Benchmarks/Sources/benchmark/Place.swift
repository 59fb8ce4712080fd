import Foundation

/// Where things are, and on what machine.
enum Place {
  static let package = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
  static let repository = package.deletingLastPathComponent()
  static let peers = package.appending(path: "peers")
  static let results = package.appending(path: "results")
  /// What benchmarks make for themselves; it is kept from one run to the next.
  static let data = repository.appending(path: "data/benchmark")

  /// The folder of real clips: `$SOUNDS`, or the one that lies beside the repository.
  static let sounds: URL? = {
    let named = ProcessInfo.processInfo.environment["SOUNDS"].map { URL(filePath: $0) }
    let folder = named ?? repository.deletingLastPathComponent().appending(path: "shared/data")
    return FileManager.default.fileExists(atPath: folder.path) ? folder : nil
  }()

  /// The folder of reference networks and published weights, beside the real clips.
  static let reference =
    ProcessInfo.processInfo.environment["REFERENCE"].map { URL(filePath: $0) }
    ?? repository.deletingLastPathComponent().appending(path: "shared/reference")

  /// EfficientAT's `mn04`.
  static let publishedWeights = reference.appending(path: "transfer/mn04_as_mAP_432.pt")

  static func program(_ name: String) -> String {
    repository.appending(path: ".build/release/\(name)").path
  }

  /// An empty folder below `data`.
  static func emptied(_ name: String) throws -> URL {
    let folder = data.appending(path: name)
    try? FileManager.default.removeItem(at: folder)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    return folder
  }

  private static let scratch = data.appending(path: "scratch")
  /// This process's.
  private static let own = scratch.appending(path: UUID().uuidString)

  /// An empty folder that nobody had before, and that nobody removes before ``clear()`` does: an ext4
  /// without a journal makes new files slowly, for minutes, where others have just been removed.
  static func fresh() throws -> URL {
    let folder = own.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    return folder
  }

  /// Takes the content from the objects that lie in folders of ``fresh()``, and so their memory from
  /// the page cache: the next files get it, as the peers' do, which are written over those of the round
  /// before. Memory that was free for seconds is the virtual machine's host's again, and each page of it
  /// takes a microsecond or ten to come back.
  static func emptyObjects() {
    let files = FileManager.default.enumerator(at: own, includingPropertiesForKeys: nil)
    while let file = files?.nextObject() as? URL {
      guard file.path.contains("/objects/"), !file.hasDirectoryPath else { continue }
      chmod(file.path, 0o600)
      truncate(file.path, 0)
    }
  }

  /// Removes what ``fresh()`` gave to runs of the days before; those that follow within minutes are not to
  /// meet what was just removed.
  static func clear() {
    let files = FileManager.default
    let folders = try? files.contentsOfDirectory(
      at: scratch, includingPropertiesForKeys: [.contentModificationDateKey])
    for folder in folders ?? [] {
      let values = try? folder.resourceValues(forKeys: [.contentModificationDateKey])
      if let date = values?.contentModificationDate, date < .now - 86_400 {
        try? files.removeItem(at: folder)
      }
    }
  }

  static let processor: String = {
    let lines = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
    let model = lines.split(separator: "\n").first { $0.hasPrefix("model name") }?
      .split(separator: ":").last?.trimmingCharacters(in: .whitespaces)
    return "\(model ?? "unknown"), \(ProcessInfo.processInfo.activeProcessorCount) processors"
  }()
}
