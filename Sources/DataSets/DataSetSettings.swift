/// Which data set is read, and how.
public struct DataSetSettings: Hashable, Sendable {
  /// How a data set says what its clips are.
  public enum Format: String, CaseIterable, Sendable {
    /// UrbanSound8K's CSV; audio in `fold1/`, `fold2/`, ….
    case urbansound8k
    /// ESC-50's CSV; audio in one folder.
    case esc50
    /// Any CSV whose columns ``columns`` maps.
    case csv
    /// No CSV: one folder a class.
    case folders
    /// Raven's selection tables or Audacity's labels beside their recordings.
    case annotations
  }

  public var format: Format
  /// The CSV file; `folders` and `annotations` need none.
  public var metadata: String
  /// The folder that all audio lies in.
  public var audio: String
  /// What reports call the data set.
  public var name: String
  /// Whether a link below ``audio`` may lead out of it.
  public var followLinks: Bool
  /// How the text of metadata and tables is encoded.
  public var encoding: TextEncoding
  /// For `csv`: what its columns are called. For `annotations`: of Raven's, the label's.
  public var columns: CSVColumns
  /// For `csv`: what lies between the labels of a clip that has several, or none; nil: each has one.
  public var labelSeparator: String?
  /// How many folds are made, where the data set has none of its own.
  public var folds: Int
  /// For `folders` and `annotations`: a regular expression with one group, which names the recording in
  /// the name of a file; without it, and for a name that does not match, each file is a recording of
  /// its own.
  public var recordingPattern: String?
  /// For `folders` and `annotations`: what the names of sound files end with, after the point, in small
  /// letters; an empty one stands for names without an ending.
  public var soundEndings: [String]
  /// The CSV of ``Corrections`` to labels; nil: labels are as listed.
  public var corrections: String?

  public init(
    format: Format = .urbansound8k, metadata: String, audio: String, name: String,
    followLinks: Bool = false, encoding: TextEncoding = .utf8, columns: CSVColumns = CSVColumns(),
    labelSeparator: String? = nil, folds: Int = 5, recordingPattern: String? = nil,
    soundEndings: [String] = Self.knownSoundEndings, corrections: String? = nil
  ) {
    self.format = format
    self.metadata = metadata
    self.audio = audio
    self.name = name
    self.followLinks = followLinks
    self.encoding = encoding
    self.columns = columns
    self.labelSeparator = labelSeparator
    self.folds = folds
    self.recordingPattern = recordingPattern
    self.soundEndings = soundEndings
    self.corrections = corrections
  }

  /// Whether clips are listed in a file.
  public var hasMetadata: Bool { format != .folders && format != .annotations }

  /// The endings of sound files, also of those that no decoder here takes: these become faults, and
  /// nothing that sounds is passed over.
  public static let knownSoundEndings = [
    "wav", "wave", "bwf", "bw64", "rf64", "w64", "aif", "aiff", "aifc", "flac", "ogg", "oga",
    "opus",
    "spx", "mp3", "mp2", "mp1", "mpga", "m4a", "m4b", "mp4", "aac", "alac", "wma", "wv", "ape",
    "mpc",
    "tta", "dsf", "dff", "caf", "au", "snd", "voc", "amr", "3gp", "ac3", "eac3", "dts", "mka",
    "weba",
    "webm", "ra", "sph", "nist", "sd2", "sf", "ircam", "paf", "svx", "8svx", "iff", "avr", "pvf",
    "htk",
  ]
}

/// How text is encoded. A byte-order mark says so itself, in UTF-8 and UTF-16, and goes before this.
public enum TextEncoding: String, CaseIterable, Sendable {
  case utf8
  /// ISO 8859-1 as Windows has it (code page 1252), with quotes and dashes in 0x80 to 0x9F.
  case latin1
}

/// The names of a CSV's columns; a column without a name is not read.
public struct CSVColumns: Hashable, Sendable {
  /// The clip's name, unique in the CSV; nil: the column `clip`, or where there is none, the file, with
  /// the stretch as in `file@start-end`.
  public var clip: String?
  /// The class, as text.
  public var label: String
  /// The fold; nil: the column `fold`, or where there is none, folds are dealt.
  public var fold: String?
  /// The file, relative to the audio folder; without it the clip's name is the file.
  public var path: String?
  /// What the clip was cut from; without it each file is a recording of its own.
  public var recording: String?
  /// 1 for foreground, 2 for background.
  public var salience: String?
  /// Where the clip begins in its file, in seconds; without it, and where it is empty, at the start.
  public var start: String?
  /// Where the clip ends in its file, in seconds; without it, and where it is empty, at the end.
  public var end: String?

  public init(
    clip: String? = nil, label: String = "label", fold: String? = nil, path: String? = nil,
    recording: String? = nil, salience: String? = nil, start: String? = nil, end: String? = nil
  ) {
    self.clip = clip
    self.label = label
    self.fold = fold
    self.path = path
    self.recording = recording
    self.salience = salience
    self.start = start
    self.end = end
  }

  /// The columns that are looked for where none is named.
  public static let standardClip = "clip"
  public static let standardFold = "fold"
}
