import Audio
import DataSets
import Digests
import Glibc
import Manifest
import Pipeline

/// What changed in the metadata and in the files that it lists.
package struct IngestPlan: StagePlan {
  package var summary = PlanSummary(stage: "ingest", unit: "clip")
  var clips = 0
  var folds = 0
  var classes: [String] = []
  /// Files to read.
  var items: [IngestItem] = []
  /// Rows to write without reading a file.
  var settled: [ClipChange] = []
  var moved: [(clip: Int64, position: Int)] = []
  var gone: [Int64] = []

  init(in context: StageContext) throws {
    var known = KnownClips(try context.manifest.clips(of: context.rows.dataSet))
    let survey = try DataSetSurvey(of: context.configuration.dataset, by: context.pool)
    let listing = survey.listing
    clips = listing.clips.count
    folds = Set(listing.clips.map(\.fold)).count
    classes = listing.classes.map(\.name)
    for (position, row) in listing.clips.enumerated() {
      let before = known.take(named: row.name, at: position)
      consider(ClipListing(row), survey.findings[position], before, at: position, context)
    }
    gone = known.rest
  }

  private mutating func consider(
    _ listing: ClipListing, _ finding: SourceFolder.Finding, _ before: ClipRecord?,
    at position: Int, _ context: StageContext
  ) {
    let isSameRow = before?.listing == listing
    if isSameRow, let before, before.position != position { moved.append((before.id, position)) }
    switch finding {
    case .fault(let fault):
      if isSameRow && before?.fault == fault && before?.file == nil {
        summary.upToDate += 1
      } else {
        settled.append(ClipChange(position: position, listing: listing, file: nil, fault: fault))
        summary.upToDate += 1
      }
    case .file(let state):
      let isKnown = before?.file.map { $0.state == state && !$0.isRacy } ?? false
      if isKnown && !context.request.isForced {
        if !isSameRow {
          settled.append(
            ClipChange(
              position: position, listing: listing, file: before?.file, fault: before?.fault))
        }
        summary.upToDate += 1
      } else {
        items.append(IngestItem(position: position, listing: listing))
        summary.add(
          context.request.isForced
            ? .forced
            : before.map {
              $0.file == nil ? .retry(category: $0.fault?.category ?? "missing") : .fileTouched
            }
              ?? .new)
      }
    }
  }
}

/// A clip whose file is to be read.
package struct IngestItem: Sendable {
  var position: Int
  var listing: ClipListing
}

/// The manifest's clips, to be taken one by one in the metadata's order.
private struct KnownClips {
  private let clips: [ClipRecord]
  private var isTaken: [Bool]
  /// Made when a clip is not where it was before. By bytes: two spellings of `é` are two names.
  private var places: [[UInt8]: Int]?

  init(_ clips: [ClipRecord]) {
    self.clips = clips
    isTaken = Array(repeating: false, count: clips.count)
  }

  mutating func take(named name: String, at position: Int) -> ClipRecord? {
    var place: Int?
    if position < clips.count && clips[position].listing.name.utf8.elementsEqual(name.utf8) {
      place = position
    } else if !clips.isEmpty {
      if places == nil {
        places = Dictionary(
          uniqueKeysWithValues: clips.enumerated().map { (Array($1.listing.name.utf8), $0) })
      }
      place = places![Array(name.utf8)]
    }
    guard let place else { return nil }
    isTaken[place] = true
    return clips[place]
  }

  /// The clips that nobody took.
  var rest: [Int64] { clips.indices.filter { !isTaken[$0] }.map { clips[$0].id } }
}

extension ClipListing {
  init(_ row: ClipRow) {
    self.init(
      name: row.name, path: row.path, fold: row.fold, label: row.classIndex,
      recording: row.recording, salience: row.salience, start: row.start, end: row.end)
  }
}

extension FaultRecord {
  init(_ category: AudioFault.Category, _ message: String) {
    self.init(category: category.rawValue, message: message)
  }

  package init(_ fault: AudioFault) {
    self.init(category: fault.category.rawValue, message: fault.message)
  }
}
