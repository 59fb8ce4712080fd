import DataSets
import Glibc
import Manifest
import Synchronization

/// What the metadata lists, read once for a check and the plan after it: reading takes half of the time
/// that ingest needs where nothing changed. Between both a stage may wait for another, and the metadata
/// change: then it is read anew.
final class ListingOnce: Sendable {
  private struct Checked {
    let settings: DataSetSettings
    let state: FileState
    let listing: DataSetListing
  }

  private let checked = Mutex<Checked?>(nil)

  /// - Throws: `StageError` or `DataSetError`.
  func forCheck(_ settings: DataSetSettings) throws -> DataSetListing {
    let state = Self.state(of: settings)
    let listing = try DataSetSurvey.listing(settings)
    checked.withLock { checked in
      checked = state.map { Checked(settings: settings, state: $0, listing: listing) }
    }
    return listing
  }

  /// What was checked, where that still holds.
  func forPlan(_ settings: DataSetSettings) throws -> DataSetListing {
    let known = checked.withLock { checked in
      defer { checked = nil }
      return checked
    }
    if let known, known.settings == settings, known.state == Self.state(of: settings) {
      return known.listing
    }
    return try DataSetSurvey.listing(settings)
  }

  /// Nil where the clips are listed by folders, which say nothing of a change below them.
  private static func state(of settings: DataSetSettings) -> FileState? {
    var status = stat()
    guard settings.hasMetadata, stat(settings.metadata, &status) == 0 else { return nil }
    return FileState(status)
  }
}
