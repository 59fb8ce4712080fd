import Audio
import DataSets
import Glibc

/// A sound that a model is to learn from.
package struct ExampleSound: Sendable {
  package let path: String
  /// The part of the file that it is; an end of infinity is the file's.
  let stretch: Stretch?
  let labels: [String]
  let recording: String
}

/// Sounds with what is heard in them, as people have them: a folder a class, or a table.
package struct ExampleSounds {
  package private(set) var sounds: [ExampleSound] = []
  /// Whether several classes may be heard in a sound, or none.
  package private(set) var isMultiLabel = false
  package private(set) var passedOver: [String] = []
  private let recordingPattern: String?
  private let pattern: RecordingPattern?

  /// - Parameter recordingPattern: As `dataset.recordingPattern`: what names the recording in a file's name.
  /// - Throws: `DataSetError` where it is none.
  package init(recordingPattern: String?) throws {
    self.recordingPattern = recordingPattern
    pattern = try recordingPattern.map { try RecordingPattern($0) }
  }

  /// Adds a folder with a folder a class, or a table.
  ///
  /// - Parameters:
  ///   - audio: The folder that a table's files lie in; nil: that of the table.
  ///   - separator: Between the labels of the column `labels`.
  /// - Throws: `LearnError` or `DataSetError`, a sentence each.
  package mutating func add(_ path: String, audio: String?, separator: String) throws {
    var status = stat()
    guard stat(path, &status) == 0 else { throw LearnError.missing(path) }
    let isFolder = status.st_mode & S_IFMT == S_IFDIR
    let table = isFolder ? nil : try ExampleTable(path, audio: audio, separator: separator)
    let settings =
      table?.settings
      ?? DataSetSettings(
        format: .folders, metadata: path, audio: path, name: path,
        recordingPattern: recordingPattern)
    let listing = try Self.listing(settings, ofFolder: isFolder)
    if let sentence = listing.passedOver.sentence { passedOver.append("\(path): \(sentence)") }
    let confirmed = table?.confirmedLines
    isMultiLabel = isMultiLabel || settings.labelSeparator != nil
    let folder = settings.audio.hasSuffix("/") ? settings.audio : settings.audio + "/"
    for clip in listing.clips {
      if let confirmed, let line = clip.line, !confirmed.contains(line) { continue }
      sounds.append(
        ExampleSound(
          path: clip.path.hasPrefix("/") ? clip.path : folder + clip.path,
          stretch: clip.isCut
            ? Stretch(start: clip.start ?? 0, end: clip.end ?? .infinity) : nil,
          labels: clip.classIndices.map { listing.classes[$0].name }, recording: clip.recording))
    }
  }

  private static func listing(
    _ settings: DataSetSettings, ofFolder isFolder: Bool
  ) throws -> DataSetListing {
    do {
      return try DataSetReader.read(settings)
    } catch DataSetError.noClips(let path) {
      throw isFolder ? LearnError.noClassFolders(path) : LearnError.emptyTable(path)
    }
  }

  /// Adds the sounds of a folder, at any depth, or a single sound, all of one class.
  ///
  /// - Throws: `LearnError` or `DataSetError`, a sentence each.
  package mutating func add(class name: String, from path: String) throws {
    var status = stat()
    guard stat(path, &status) == 0 else { throw LearnError.missing(path) }
    var paths = [path]
    if status.st_mode & S_IFMT == S_IFDIR {
      let folder = try SoundFolder(path)
      if let sentence = folder.passedOver.sentence { passedOver.append("\(path): \(sentence)") }
      paths = folder.sounds
    }
    guard !paths.isEmpty else { throw LearnError.noSounds(path) }
    sounds += try paths.map { sound in
      let file = String(sound.split(separator: "/").last ?? "")
      return ExampleSound(
        path: sound, stretch: nil, labels: [name],
        recording: try pattern?.recording(in: file)
          ?? "\(name)/\(sound == path ? file : String(sound.dropFirst(path.count + 1)))")
    }
  }
}

/// Why there is nothing to learn from, or not what is needed, in a sentence that says what to try.
package enum LearnError: Error, CustomStringConvertible {
  case missing(String)
  case noSounds(String)
  case noClassFolders(String)
  case emptyTable(String)
  case columns(String, found: [String])
  /// All that could be heard is of one class.
  case oneClass(String)
  /// A sound is in two classes, and each has one.
  case twoClasses(String, [String])
  /// Sounds of several labels are to be added to a model of one label a sound, or the other way round.
  case otherKind(model: String, isMultiLabel: Bool)
  /// No sound could be listened to.
  case nothingHeard
  case notFinite(String)
  case unwritable(String, reason: String)
  /// Something else lies where the model is to go.
  case occupied(String)

  package var description: String {
    switch self {
    case .missing(let path):
      "Could not learn from \(path): there is no such file or folder; check its name, and the folder that it is looked for in."
    case .noSounds(let path):
      "Could not learn from \(path): there is no sound file in it."
    case .noClassFolders(let path):
      """
      Could not learn from \(path): there are no sounds in folders in it, expected one folder a class, as in \
      \(path)/wren/monday.wav; a folder that is of one class as a whole is added by --add wren=\(path).
      """
    case .emptyTable(let path):
      "Could not learn from \(path): the table has no rows, expected one a sound."
    case .columns(let path, let found):
      """
      Could not learn from \(path): its columns are \(found.joined(separator: ", ")), expected one of \
      \(ExampleTable.fileColumns.joined(separator: ", ")) that names the sound file, and one of \
      \(ExampleTable.labelColumns.joined(separator: ", ")) that says what is heard, or labels for several.
      """
    case .oneClass(let name):
      """
      Could not learn \(name) alone: a class is told from others, expected two at least; add sounds in which it \
      is not heard as another, such as --add background=FOLDER.
      """
    case .twoClasses(let path, let labels):
      """
      Could not learn from \(path): the same sound is there as \(labels.joined(separator: " and as ")), expected one \
      class; remove it from one, or write a table with the columns file and labels, in which a sound may have \
      several.
      """
    case .otherKind(let model, let isMultiLabel):
      isMultiLabel
        ? """
        Could not add to \(model): it knows several labels a sound, expected a table with the columns file and \
        labels; a folder says one class a sound.
        """
        : """
        Could not add to \(model): it knows one class a sound, expected a folder a class or a table with a column \
        label; several labels a sound need a model that begins with them.
        """
    case .nothingHeard:
      "Could not learn: none of the sounds could be listened to, for the reasons above."
    case .notFinite(let path):
      "Could not learn from \(path): the network gives numbers that are not finite; are the weights whole?"
    case .unwritable(let path, let reason):
      "Could not write the model \(path): \(reason); choose a place with --output FILE that can be written."
    case .occupied(let path):
      """
      Could not write the model \(path): something is there that soundmark learn has not made, and it stays; \
      choose another place with --output FILE.
      """
    }
  }
}
