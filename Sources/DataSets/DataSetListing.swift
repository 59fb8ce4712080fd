/// All clips of a data set and their classes, before any file was looked at.
public struct DataSetListing: Hashable, Sendable {
  /// In the order of the CSV; of folders, by class and file name; of annotations, by table and row.
  public internal(set) var clips: [ClipRow]
  /// A class's index here is the index that networks are trained on.
  public let classes: [ClassLabel]
  /// The names of the folds, where they are words: that of fold 1 first. Empty where they are numbers.
  public internal(set) var foldNames: [String] = []
  /// What an owner of the data set would want to know, a sentence without a full stop each.
  public internal(set) var notes: [String] = []
  /// What lies in the audio folder and is no clip.
  public internal(set) var passedOver = PassedOver()

  package init(clips: [ClipRow], classes: [ClassLabel]) {
    self.clips = clips
    self.classes = classes
  }
}

/// A class of sounds.
public struct ClassLabel: Hashable, Sendable {
  /// The data set's own number (`classID`, `target`), which may leave gaps; else the index.
  public let number: Int
  public let name: String

  package init(number: Int, name: String) {
    self.number = number
    self.name = name
  }
}

/// What a data set says of one clip.
public struct ClipRow: Hashable, Sendable {
  /// The name that the CSV gives, verbatim; of a folder, `class/file`; of an event without a name,
  /// `file@start-end`. Written out if it is not UTF-8. Unique in the data set.
  public let name: String
  /// The file as the metadata names it, relative to the audio folder or absolute.
  public let path: String
  /// The file to open, relative to the audio folder: ``path``, or what is left of it below that folder.
  /// Not to be opened when there is a ``fault``.
  public let file: String
  public internal(set) var fold: Int
  /// As it is listed, whatever corrections say; of several, as ``DataSetSettings/labelSeparator`` has them, `dog;rain`.
  public let label: String
  /// The label's index in ``DataSetListing/classes``.
  public internal(set) var classIndex: Int
  /// Of all its labels, ascending: one, unless the data set has several a clip, or none.
  public internal(set) var classIndices: [Int]
  /// What ``Corrections`` say of the label; nil where they say nothing.
  public internal(set) var correction: Correction?
  /// What the clip was cut from.
  public let recording: String
  /// 1 for foreground, 2 for background.
  public let salience: Int?
  /// Where the clip begins and ends in its recording, in seconds.
  public let start: Double?
  public let end: Double?
  /// Whether the clip is what lies between ``start`` and ``end`` in its file; else it is the whole. Without
  /// a start it is cut from the file's start on, without an end to the file's end.
  public let isCut: Bool
  /// What the metadata says of the sound's licence, where it has a column `licence` or `license`.
  public let licence: String?
  /// The line of the CSV or table that the row begins on, counted from 1; nil for folders.
  public let line: Int?
  /// Why the name cannot be a file's.
  public let fault: ClipNameFault?

  package init(
    name: String, path: String, file: String? = nil, fold: Int, label: String, classIndex: Int,
    classIndices: [Int]? = nil, recording: String, salience: Int? = nil, start: Double? = nil,
    end: Double? = nil,
    isCut: Bool = false, licence: String? = nil, line: Int? = nil, fault: ClipNameFault? = nil
  ) {
    self.name = name
    self.path = path
    self.file = file ?? path
    self.fold = fold
    self.label = label
    self.classIndex = classIndex
    self.classIndices = classIndices ?? [classIndex]
    self.recording = recording
    self.salience = salience
    self.start = start
    self.end = end
    self.isCut = isCut
    self.licence = licence
    self.line = line
    self.fault = fault
  }
}

/// A name under which no file will be opened.
public enum ClipNameFault: String, Hashable, Sendable, CustomStringConvertible {
  /// Not UTF-8, or with a zero byte.
  case badName = "bad-name"
  /// Absolute, or with `..` in it, and it ends outside the audio folder.
  case outside

  public var description: String {
    switch self {
    case .badName: "the name is not UTF-8 text"
    case .outside: "the name leads out of the audio folder"
    }
  }
}

extension ArraySlice<UInt8> {
  var isUTF8: Bool { (try? UTF8Span(validating: span)) != nil }
}
