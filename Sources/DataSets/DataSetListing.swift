/// All clips of a data set and their classes, before any file was looked at.
public struct DataSetListing: Hashable, Sendable {
  /// In the order of the CSV; of folders, by class and file name.
  public let clips: [ClipRow]
  /// A class's index here is the index that networks are trained on.
  public let classes: [ClassLabel]

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
  /// The name that the CSV gives, verbatim; of a folder, `class/file`. Written out if it is not UTF-8.
  /// Unique in the data set.
  public let name: String
  /// The file, relative to the audio folder. Not to be opened when there is a ``fault``.
  public let path: String
  public internal(set) var fold: Int
  public let label: String
  /// The label's index in ``DataSetListing/classes``.
  public internal(set) var classIndex: Int
  /// What the clip was cut from.
  public let recording: String
  /// 1 for foreground, 2 for background.
  public let salience: Int?
  /// Where the clip begins and ends in its recording, in seconds.
  public let start: Double?
  public let end: Double?
  /// The line of the CSV that the row begins on, counted from 1; nil for folders.
  public let line: Int?
  /// Why the name cannot be a file's.
  public let fault: ClipNameFault?

  package init(
    name: String, path: String, fold: Int, label: String, classIndex: Int, recording: String,
    salience: Int? = nil, start: Double? = nil, end: Double? = nil, line: Int? = nil,
    fault: ClipNameFault? = nil
  ) {
    self.name = name
    self.path = path
    self.fold = fold
    self.label = label
    self.classIndex = classIndex
    self.recording = recording
    self.salience = salience
    self.start = start
    self.end = end
    self.line = line
    self.fault = fault
  }
}

/// A name under which no file will be opened.
public enum ClipNameFault: String, Hashable, Sendable, CustomStringConvertible {
  /// Not UTF-8, or with a zero byte.
  case badName = "bad-name"
  /// Absolute, or with `..` in it.
  case outside

  public var description: String {
    switch self {
    case .badName: "the name is not UTF-8 text"
    case .outside: "the name leads out of the audio folder"
    }
  }

  /// The fault of a path relative to the audio folder, if it has one.
  init?(path: ArraySlice<UInt8>) {
    if path.contains(0) || !path.isUTF8 {
      self = .badName
    } else if path.first == UInt8(ascii: "/") || path.hasParentComponent {
      self = .outside
    } else {
      return nil
    }
  }
}

extension ArraySlice<UInt8> {
  var isUTF8: Bool { (try? UTF8Span(validating: span)) != nil }

  /// Whether one of the components between slashes is `..`.
  fileprivate var hasParentComponent: Bool {
    var start = startIndex
    for end in startIndex...endIndex
    where end == endIndex || self[end] == UInt8(ascii: "/") {
      if self[start..<end] == [UInt8(ascii: "."), UInt8(ascii: ".")] { return true }
      start = end + 1
    }
    return false
  }
}
