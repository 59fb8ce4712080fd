/// Lists a data set that is one folder a class: `audio/dog_bark/a.wav`, `audio/dog_bark/yard/b.wav`.
///
/// The class is the first folder below the audio folder, and its clips are the sound files in it, at any
/// depth. What is passed over on the way is counted and named.
struct FolderReader {
  private let settings: DataSetSettings
  private let endings: SoundEndings
  private let pattern: RecordingPattern?
  private var walk: FolderWalk
  private var classes = ClassTable()

  init(_ settings: DataSetSettings) throws(DataSetError) {
    self.settings = settings
    endings = SoundEndings(settings.soundEndings)
    pattern = try settings.recordingPattern.map(RecordingPattern.init)
    walk = FolderWalk(settings.audio)
  }

  mutating func read() throws(DataSetError) -> DataSetListing {
    let (folders, loose) = try walk.top()
    for file in loose { walk.passOver(file, endings.isEnding(of: file) ? .noClass : .noSound) }
    var clips: [ClipRow] = []
    for folder in folders { clips += try self.clips(in: folder) }
    guard !clips.isEmpty else { throw .noClips(path: settings.audio) }
    var listing = classes.listing(of: clips)
    FoldDealer(folds: settings.folds).deal(&listing.clips, classes: listing.classes.count)
    listing.passedOver = walk.passedOver
    return listing
  }

  private mutating func clips(in folder: [UInt8]) throws(DataSetError) -> [ClipRow] {
    guard let files = try walk.files(below: folder) else { return [] }
    let sounds = files.filter(endings.isEnding)
    for file in files where !endings.isEnding(of: file) { walk.passOver(file, .noSound) }
    if sounds.isEmpty {
      walk.passOver(folder, .empty)
      return []
    }
    guard let label = String(validating: folder, as: UTF8.self)?.tidied, !label.isEmpty else {
      throw .folderName(path: settings.audio, name: String(writingOut: folder))
    }
    let classIndex = classes.position(of: label)
    return try sounds.map { path throws(DataSetError) in
      let name = FolderWalk.text(path)
      let file = path[(path.lastIndex(of: slash)! + 1)...]
      return ClipRow(
        name: name, path: name, fold: 0, label: label, classIndex: classIndex,
        recording: try pattern?.recording(in: FolderWalk.text(Array(file))) ?? name,
        fault: path[...].isUTF8 ? nil : .badName)
    }
  }
}
