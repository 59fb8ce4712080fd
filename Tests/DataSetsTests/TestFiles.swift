import DataSets
import Foundation
import Testing

enum TestFiles {
  static let package = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
  static let golden = package.appending(path: "Tests/DataSetsTests/Golden").path
  static let fullUrbanSound8K = package.appending(path: "../shared/data/UrbanSound8K-full.csv")
    .standardizedFileURL.path
  static var hasFullUrbanSound8K: Bool {
    FileManager.default.fileExists(atPath: fullUrbanSound8K)
  }

  /// Runs the body with an empty folder that is gone afterwards.
  static func withFolder<Result>(_ body: (URL) throws -> Result) throws -> Result {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    return try body(folder)
  }

  /// Reads a data set whose metadata is this text.
  static func read(
    _ metadata: some Collection<UInt8>, as format: DataSetSettings.Format,
    columns: CSVColumns = CSVColumns(), encoding: TextEncoding = .utf8
  ) throws -> DataSetListing {
    try withFolder { folder in
      let file = folder.appending(path: "metadata.csv").path
      #expect(FileManager.default.createFile(atPath: file, contents: Data(metadata)))
      do {
        return try DataSetReader.read(
          DataSetSettings(
            format: format, metadata: file, audio: folder.path, name: "", encoding: encoding,
            columns: columns))
      } catch {
        throw Sentence(text: "\(error)".replacing(file, with: "metadata.csv"))
      }
    }
  }

  /// The sentence of the error that reading ends with.
  static func sentence(
    _ metadata: some Collection<UInt8>, as format: DataSetSettings.Format,
    columns: CSVColumns = CSVColumns()
  ) throws -> String? {
    do {
      _ = try read(metadata, as: format, columns: columns)
      return nil
    } catch let sentence as Sentence {
      return sentence.text
    }
  }

  private struct Sentence: Error { let text: String }
}
