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
    let states: [FileState]
    let listing: DataSetListing
  }

  private let checked = Mutex<Checked?>(nil)

  /// - Throws: `StageError` or `DataSetError`.
  func forCheck(_ settings: DataSetSettings) throws -> DataSetListing {
    let states = Self.states(of: settings)
    let listing = try DataSetSurvey.listing(settings)
    checked.withLock { checked in
      checked = states.map { Checked(settings: settings, states: $0, listing: listing) }
    }
    return listing
  }

  /// What was checked, where that still holds.
  func forPlan(_ settings: DataSetSettings) throws -> DataSetListing {
    let known = checked.withLock { checked in
      defer { checked = nil }
      return checked
    }
    if let known, known.settings == settings, known.states == Self.states(of: settings) {
      return known.listing
    }
    return try DataSetSurvey.listing(settings)
  }

  /// Of metadata and corrections. Nil where one is not there, and where the clips are listed by folders,
  /// which say nothing of a change below them.
  private static func states(of settings: DataSetSettings) -> [FileState]? {
    guard settings.hasMetadata else { return nil }
    let files = [settings.metadata] + (settings.corrections.map { [$0] } ?? [])
    let states = files.compactMap { path -> FileState? in
      var status = stat()
      return stat(path, &status) == 0 ? FileState(status) : nil
    }
    return states.count == files.count ? states : nil
  }
}
