import DataSets
import Glibc
import Pipeline

/// What the metadata lists, and what lies there.
package struct DataSetSurvey: Sendable {
  let listing: DataSetListing
  /// A finding for each clip of the listing.
  let findings: [SourceFolder.Finding]

  init(of settings: DataSetSettings, by pool: WorkPool) throws {
    let listing = try Self.listing(settings)
    self.listing = listing
    findings = try pool.map(listing.clips) { rows in
      var files = SourceFolder(audio: settings.audio, followLinks: settings.followLinks)
      return rows.map { files.look(at: $0) }
    }
  }

  private static func listing(_ settings: DataSetSettings) throws -> DataSetListing {
    do {
      return try DataSetReader.read(settings)
    } catch .unreadable(let path, code: ENOENT) {
      throw StageError.noDataSet(path: path)
    }
  }
}
