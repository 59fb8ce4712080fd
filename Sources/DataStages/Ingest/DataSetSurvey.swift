import Audio
import DataSets
import Glibc
import Pipeline

/// What the metadata lists, and what lies there.
struct DataSetSurvey: Sendable {
  let listing: DataSetListing
  /// A finding for each clip of the listing.
  let findings: [SourceFolder.Finding]

  /// - Throws: `StageError.noAudio` where not one of the files is there.
  init(
    _ listing: DataSetListing, of settings: DataSetSettings, by pool: WorkPool
  ) throws {
    self.listing = listing
    findings = try pool.map(listing.clips) { rows in
      var files = SourceFolder(audio: settings.audio, followLinks: settings.followLinks)
      return rows.map { files.look(at: $0) }
    }
    if !findings.contains(where: \.isThere), findings.contains(where: \.isMissing) {
      throw Self.noAudio(listing, settings)
    }
  }

  /// Looks for one file that the metadata lists, so that nothing is written where there is none.
  static func requireAudio(_ listing: DataSetListing, of settings: DataSetSettings) throws {
    var files = SourceFolder(audio: settings.audio, followLinks: settings.followLinks)
    var isOneMissing = false
    for row in listing.clips {
      let finding = files.look(at: row)
      if finding.isThere { return }
      isOneMissing = isOneMissing || finding.isMissing
    }
    if isOneMissing { throw noAudio(listing, settings) }
  }

  /// What an owner of the data set would want to know.
  var notes: [String] {
    let respelt = zip(listing.clips, findings).filter { $1.isRespelt }
    guard let (first, finding) = respelt.first else { return listing.notes }
    return listing.notes + [
      """
      \(counted(respelt.count, "path")) of the metadata \(respelt.count == 1 ? "is" : "are") spelt another \
      way in dataset.audio (letters composed otherwise, or / for \\), and used as found there, the first: \
      \(first.path) as \(finding.file)
      """
    ]
  }

  static func listing(_ settings: DataSetSettings) throws -> DataSetListing {
    try requireFolder(settings)
    return try read(settings)
  }

  private static func requireFolder(_ settings: DataSetSettings) throws {
    guard access(settings.audio, F_OK) != 0, errno == ENOENT else { return }
    // Who has no metadata either has no data set yet.
    guard settings.hasMetadata, access(settings.metadata, F_OK) != 0 else {
      throw StageError.noAudio(path: settings.audio, listed: nil)
    }
  }

  private static func read(_ settings: DataSetSettings) throws -> DataSetListing {
    do {
      return try DataSetReader.read(settings)
    } catch .unreadable(let path, code: ENOENT) {
      throw StageError.noDataSet(path: path)
    }
  }

  private static func noAudio(_ listing: DataSetListing, _ settings: DataSetSettings) -> StageError
  {
    .noAudio(
      path: settings.audio, listed: (count: listing.clips.count, first: listing.clips[0].path))
  }
}
