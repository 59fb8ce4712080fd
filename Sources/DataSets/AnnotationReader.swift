/// Lists a data set of annotated recordings: tables of Raven's or Audacity's beside the sound files, at
/// any depth. Each event is a clip, the stretch of its file that the table marks.
struct AnnotationReader {
  private let settings: DataSetSettings
  private let endings: SoundEndings
  private let pattern: RecordingPattern?
  private var walk: FolderWalk
  private var classes = ClassTable()
  private var names = EventNames()
  private var clips: [ClipRow] = []
  private var annotated: Set<String> = []
  private var unmatched: [String] = []

  init(_ settings: DataSetSettings) throws(DataSetError) {
    self.settings = settings
    endings = SoundEndings(settings.soundEndings)
    pattern = try settings.recordingPattern.map(RecordingPattern.init)
    walk = FolderWalk(settings.audio)
  }

  mutating func read() throws(DataSetError) -> DataSetListing {
    let files = try walk.files(below: []) ?? []
    let sounds = files.filter(endings.isEnding)
    let recordings = RecordingNames(
      sounds.map(FolderWalk.text), tables: files.filter(isTable).count)
    for file in files where !endings.isEnding(of: file) {
      if isTable(file) {
        try readTable(file, recordings)
      } else {
        walk.passOver(file, .noSound)
      }
    }
    guard unmatched.isEmpty else { throw .noRecording(tables: unmatched) }
    guard !clips.isEmpty else { throw .noClips(path: settings.audio) }
    for sound in sounds where !annotated.contains(FolderWalk.text(sound)) {
      walk.passOver(sound, .noTable)
    }
    var listing = classes.listing(of: clips)
    FoldDealer(folds: settings.folds).deal(&listing.clips, classes: listing.classes.count)
    listing.passedOver = walk.passedOver
    if let overlaps = EventOverlaps(listing.clips).sentence { listing.notes.append(overlaps) }
    return listing
  }

  private func isTable(_ file: [UInt8]) -> Bool {
    String(decoding: file, as: UTF8.self).lowercased().hasSuffix(".txt")
  }

  private mutating func readTable(
    _ file: [UInt8], _ recordings: RecordingNames
  ) throws(DataSetError) {
    let path = FolderWalk.text(file)
    guard file[...].isUTF8 else { return walk.passOver(file, .notATable) }
    let full = "\(settings.audio)/\(path)"
    let bytes = try DataSetReader.contents(of: full)
    guard
      let table = try SelectionTable(
        bytes, path: full, label: settings.columns.label, encoding: settings.encoding)
    else { return walk.passOver(file, .notATable) }
    for event in table.events {
      guard let recording = recordings.recording(of: path, named: event.file) else {
        unmatched.append(path)
        return
      }
      annotated.insert(recording)
      try add(event, in: recording)
    }
    // A table without an event says that there is nothing to hear in its recording.
    if table.events.isEmpty {
      guard let recording = recordings.recording(of: path, named: nil) else {
        return walk.passOver(file, .notATable)
      }
      annotated.insert(recording)
    }
  }

  private mutating func add(_ event: SelectionTable.Event, in recording: String)
    throws(DataSetError)
  {
    let mark = EventMark(
      file: recording, start: event.startText, end: event.endText, label: event.label)
    // Raven lists a selection once for each of its views.
    guard let name = names.name(mark) else { return }
    let file = recording.split(separator: "/").last.map(String.init) ?? recording
    clips.append(
      ClipRow(
        name: name, path: recording, fold: 0, label: event.label,
        classIndex: classes.position(of: event.label),
        recording: try pattern?.recording(in: file) ?? recording, start: event.start,
        end: event.end, isCut: true, line: event.line))
  }
}

/// Finds the recording that a table annotates.
struct RecordingNames {
  private let paths: Set<String>
  /// By path without the ending.
  private var byStem: [String: String] = [:]
  /// The recording of a data set that has one, and one table.
  private let onlyOne: String?

  init(_ paths: [String], tables: Int) {
    self.paths = Set(paths)
    for path in paths { byStem[path.stem] = path }
    onlyOne = paths.count == 1 && tables == 1 ? paths.first : nil
  }

  /// The file that the table names, beside it; else the one whose name the table's begins with:
  /// `rec1.wav` for `rec1.txt`, `rec1.wav.txt` and `rec1.Table.1.selections.txt`.
  ///
  /// - Parameter file: What the table says, which need not be there.
  func recording(of table: String, named file: String?) -> String? {
    let folder = table.utf8.lastIndex(of: slash).map { String(table[...$0]) } ?? ""
    if let file, !file.isEmpty {
      // The folders of the machine that it was annotated on are not those of this one.
      let name =
        file.split(whereSeparator: { $0 == "/" || $0 == "\\" }).last.map(String.init) ?? file
      return folder + name
    }
    var stem = table.stem
    while stem.utf8.count > folder.utf8.count {
      if paths.contains(stem) { return stem }
      if let path = byStem[stem] { return path }
      let shorter = stem.stem
      if shorter == stem { break }
      stem = shorter
    }
    return onlyOne
  }
}

extension String {
  /// Without the last point in the file's name and what follows it.
  fileprivate var stem: String {
    guard let point = lastIndex(of: "."), point > (lastIndex(of: "/") ?? startIndex),
      point > startIndex
    else { return self }
    return String(self[..<point])
  }
}
