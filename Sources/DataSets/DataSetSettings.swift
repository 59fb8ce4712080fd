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
  }

  public var format: Format
  /// The CSV file; `folders` needs none.
  public var metadata: String
  /// The folder that all audio lies in.
  public var audio: String
  /// What reports call the data set.
  public var name: String
  /// Whether a link below ``audio`` may lead out of it.
  public var followLinks: Bool
  /// For `csv`: what its columns are called.
  public var columns: CSVColumns
  /// For `folders`: how many folds are made.
  public var folds: Int
  /// For `folders`: a regular expression with one group, which names the recording in the name of
  /// a file; without it, and for a name that does not match, each file is a recording of its own.
  public var recordingPattern: String?

  public init(
    format: Format = .urbansound8k, metadata: String, audio: String, name: String,
    followLinks: Bool = false, columns: CSVColumns = CSVColumns(), folds: Int = 5,
    recordingPattern: String? = nil
  ) {
    self.format = format
    self.metadata = metadata
    self.audio = audio
    self.name = name
    self.followLinks = followLinks
    self.columns = columns
    self.folds = folds
    self.recordingPattern = recordingPattern
  }
}

/// The names of a CSV's columns; a column without a name is not read.
public struct CSVColumns: Hashable, Sendable {
  /// The clip's name, unique in the CSV.
  public var clip: String
  /// The class, as text.
  public var label: String
  /// The fold, a whole number.
  public var fold: String
  /// The file, relative to the audio folder; without it the clip's name is the file.
  public var path: String?
  /// What the clip was cut from; without it each clip is a recording of its own.
  public var recording: String?
  /// 1 for foreground, 2 for background.
  public var salience: String?
  /// Where the clip begins in its recording, in seconds.
  public var start: String?
  /// Where the clip ends in its recording, in seconds.
  public var end: String?

  public init(
    clip: String = "clip", label: String = "label", fold: String = "fold", path: String? = nil,
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
}
