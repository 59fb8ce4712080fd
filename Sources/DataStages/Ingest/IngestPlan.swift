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
  /// Their numbers.
  var folds: Set<Int> = []
  /// The names of folds that are words, by their numbers.
  var foldNames: [Int: String] = [:]
  var classes: [String] = []
  /// Files to read.
  var items: [IngestItem] = []
  /// Rows to write without reading a file.
  var settled: [ClipChange] = []
  var moved: [(clip: Int64, position: Int)] = []
  var gone: [Int64] = []
  /// What an owner of the data set would want to know.
  var notes: [String] = []
  var passedOver = PassedOver()
  /// The place of each file among the items: it is read once, however many clips it has.
  private var itemsOfFiles: [String: Int] = [:]

  init(_ listing: DataSetListing, in context: StageContext) throws {
    let manifest = context.manifest
    var known = KnownClips(try manifest.clips(of: context.rows.dataSet))
    let survey = try DataSetSurvey(
      listing, of: context.configuration.dataset, by: context.pool)
    clips = listing.clips.count
    classes = listing.classes.map(\.name)
    notes = survey.notes
    passedOver = listing.passedOver
    foldNames = try manifest.foldNumbers(listing.foldNames, of: context.rows.dataSet)
    let numbers = Dictionary(uniqueKeysWithValues: foldNames.map { ($1, $0) })
    for (position, row) in listing.clips.enumerated() {
      let finding = survey.findings[position]
      var clip = ClipListing(row, file: finding.file)
      if !listing.foldNames.isEmpty { clip.fold = numbers[listing.foldNames[row.fold - 1]]! }
      folds.insert(clip.fold)
      consider(clip, finding.what, &known, at: position, isForced: context.request.isForced)
    }
    gone = known.rest
  }

  package var expected: ExpectedClips? {
    ExpectedClips(
      count: clips, folds: folds.sorted(), foldNames: FoldNames(foldNames),
      areNew: summary.toRun > 0)
  }

  private mutating func consider(
    _ listing: ClipListing, _ finding: SourceFolder.Finding.What, _ known: inout KnownClips,
    at position: Int, isForced: Bool
  ) {
    let before = known.take(named: listing.name, at: position)
    let isSameRow = before?.listing == listing
    if isSameRow, let before, before.position != position { moved.append((before.id, position)) }
    switch finding {
    case .fault(let fault):
      let file = fault.leavesContentOpen ? before?.file : nil
      if !isSameRow || before?.fault != fault || before?.file != file {
        settled.append(
          ClipChange(
            position: position, listing: listing, file: file,
            frames: file == nil ? nil : before?.frames, fault: fault))
      }
      summary.upToDate += 1
    case .file(let state):
      var seen = before.flatMap { $0.knows(listing.file, as: state) ? $0 : nil }
      if seen == nil, listing.isCut, let other = known.clip(of: listing.file),
        other.knows(listing.file, as: state)
      {
        // Another stretch of a file that is known needs no look into it.
        seen = other
      }
      guard let seen, !isForced else {
        read(listing, at: position, before)
        return summary.add(isForced ? .forced : before.map(\.reasonToRead) ?? .new)
      }
      if !isSameRow || before?.fault?.leavesContentOpen ?? false {
        settled.append(
          ClipChange(
            position: position, listing: listing, file: seen.file, faultOfFile: seen.faultOfFile))
      }
      summary.upToDate += 1
    }
  }

  private mutating func read(_ listing: ClipListing, at position: Int, _ before: ClipRecord?) {
    let clip = IngestItem.Clip(position: position, listing: listing, before: before)
    if listing.isCut {
      if let place = itemsOfFiles[listing.file] { return items[place].clips.append(clip) }
      itemsOfFiles[listing.file] = items.count
    }
    items.append(IngestItem(file: listing.file, clips: [clip]))
  }
}

extension ClipRecord {
  /// Whether the file is the one that was examined, so far as one can tell from without.
  fileprivate func knows(_ path: String, as state: FileState) -> Bool {
    guard let file, fault?.category != "unreadable", listing.file == path else { return false }
    return file.state == state && !file.isRacy
  }

  /// What is wrong with the file itself, whatever is cut out of it.
  fileprivate var faultOfFile: FaultRecord? { file?.header == nil ? fault : nil }

  fileprivate var reasonToRead: Reason {
    guard file == nil || fault?.leavesContentOpen ?? false else { return .fileTouched }
    return .retry(category: fault?.category ?? "missing")
  }
}

/// A file to read, for its clips.
package struct IngestItem: Sendable {
  struct Clip: Sendable {
    var position: Int
    var listing: ClipListing
    var before: ClipRecord?
  }

  /// Relative to the audio folder.
  var file: String
  var clips: [Clip]
}

/// The manifest's clips, to be taken one by one in the metadata's order.
private struct KnownClips {
  private let clips: [ClipRecord]
  private var isTaken: [Bool]
  /// Made when a clip is not where it was before. By bytes: two spellings of `é` are two names.
  private var places: [[UInt8]: Int]?
  /// A clip of each file that clips are cut from, made when one is asked for.
  private var clipsOfFiles: [String: Int]?

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

  /// A clip that is cut from this file.
  mutating func clip(of file: String) -> ClipRecord? {
    if clipsOfFiles == nil {
      let cut = clips.indices.filter { clips[$0].listing.isCut && clips[$0].file != nil }
      clipsOfFiles = Dictionary(cut.map { (clips[$0].listing.file, $0) }) { first, _ in first }
    }
    return clipsOfFiles![file].map { clips[$0] }
  }

  /// The clips that nobody took.
  var rest: [Int64] { clips.indices.filter { !isTaken[$0] }.map { clips[$0].id } }
}

extension ClipListing {
  /// - Parameter file: How the path is spelt where the file was found.
  init(_ row: ClipRow, file: String) {
    self.init(
      name: row.name, path: row.path, fold: row.fold,
      label: row.correction?.classIndex ?? row.classIndex,
      recording: row.recording, salience: row.salience, start: row.start, end: row.end,
      isCut: row.isCut, file: file, licence: row.licence,
      verdict: row.correction?.verdict,
      listedLabel: row.correction == nil ? nil : row.classIndex)
  }
}

extension ClipChange {
  /// What comes of a clip whose file was examined: its stretch has to lie in it.
  init(position: Int, listing: ClipListing, file: ExaminedFile?, faultOfFile: FaultRecord?) {
    self.init(
      position: position, listing: listing, file: file, frames: file?.header?.frames,
      fault: faultOfFile)
    guard listing.isCut, faultOfFile == nil, let header = file?.header.map(AudioHeader.init) else {
      return
    }
    let stretch = Stretch(start: listing.start ?? 0, end: listing.end ?? header.seconds)
    do throws(AudioFault) {
      frames = try header.cut(to: stretch, name: listing.path).frames
    } catch {
      frames = nil
      fault = FaultRecord(error)
    }
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
