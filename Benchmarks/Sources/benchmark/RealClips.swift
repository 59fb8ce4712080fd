import Foundation

/// UrbanSound8K's folds 1 and 2 as a data set of their own: the clips where they are, and the rows of
/// the metadata that list them.
enum RealClips {
  static func folder() throws -> URL {
    guard let sounds = Place.sounds?.appending(path: "urbansound8k") else {
      throw BenchmarkError("the real clips are not there; name their folder in SOUNDS")
    }
    let folder = try Place.emptied("urbansound8k-1-2")
    try FileManager.default.createSymbolicLink(
      at: folder.appending(path: "audio"), withDestinationURL: sounds.appending(path: "audio"))
    let name = "metadata/UrbanSound8K.csv"
    let rows = try String(contentsOf: sounds.appending(path: name), encoding: .utf8)
      .split(whereSeparator: \.isNewline)
    let fold = rows[0].split(separator: ",").firstIndex(of: "fold")!
    let chosen = rows.dropFirst().filter {
      ["1", "2"].contains($0.split(separator: ",", omittingEmptySubsequences: false)[fold])
    }
    try FileManager.default.createDirectory(
      at: folder.appending(path: "metadata"), withIntermediateDirectories: true)
    try (rows[..<1] + chosen).joined(separator: "\n")
      .write(to: folder.appending(path: name), atomically: true, encoding: .utf8)
    return folder
  }
}
