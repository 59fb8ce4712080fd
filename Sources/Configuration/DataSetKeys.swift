import DataSets

extension ConfigurationKey {
  /// Which data set, and how it is read.
  static let dataset: [ConfigurationKey] = [
    .choice(
      "dataset.format", \.dataset.format,
      "How the data set says what its clips are: UrbanSound8K's CSV, ESC-50's, any other, one folder a class, or tables of annotations beside recordings."
    ),
    .text(
      "dataset.metadata", \.dataset.metadata, "The CSV file; folders and annotations need none."),
    .text("dataset.audio", \.dataset.audio, "The folder that all audio lies in."),
    .text(
      "dataset.name", \.name,
      "What reports call the data set; null: UrbanSound8K, ESC-50 or the name of the audio folder."),
    .boolean(
      "dataset.followLinks", \.dataset.followLinks,
      "Whether links may lead out of the audio folder."),
    .choice(
      "dataset.encoding", \.dataset.encoding,
      "How CSV and tables are encoded where no byte-order mark says it; latin1 is Windows-1252, too.",
      neutral: TextEncoding.utf8.rawValue.json
    ),
    .text(
      "dataset.columns.clip", \.clipColumn,
      "For csv: the column of the clip's name, unique; if it is left out and there is none, clips are named by their files, with the stretch as file@start-end."
    ),
    .text(
      "dataset.columns.label", \.dataset.columns.label,
      "For csv: the column of the class; for annotations: Raven's, Annotation if left out."),
    .text(
      "dataset.columns.fold", \.foldColumn,
      "For csv: the column of the fold, whole numbers or words such as train and test; if it is left out and there is none, folds are dealt."
    ),
    .text(
      "dataset.columns.path", \.dataset.columns.path,
      "For csv: the column of the file, relative to the audio folder; null: the clip's name."),
    .text(
      "dataset.columns.recording", \.dataset.columns.recording,
      "For csv: the column of what the clip was cut from; null: each file is a recording of its own."
    ),
    .text(
      "dataset.columns.salience", \.dataset.columns.salience,
      "For csv: the column of the salience, 1 foreground, 2 background; null: none."),
    .text(
      "dataset.columns.start", \.dataset.columns.start,
      "For csv: the column of where the clip begins in its file, in seconds, where it is cut; null: at the file's start."
    ),
    .text(
      "dataset.columns.end", \.dataset.columns.end,
      "For csv: the column of where the clip ends in its file, in seconds, where it is cut; null: at the file's end."
    ),
    .integer(
      "dataset.folds", \.dataset.folds, 2...1_000,
      "How many folds are dealt where the data set has none: folders, annotations, a csv without that column."
    ),
    .text(
      "dataset.recordingPattern", \.dataset.recordingPattern,
      "For folders and annotations: a regular expression whose one group names the recording in a file's name; null: each file is a recording of its own."
    ),
    .texts(
      "dataset.soundEndings", \.dataset.soundEndings,
      "For folders and annotations: what sound files' names end with; others are passed over, and named. An empty text stands for names without an ending.",
      neutral: DataSetSettings.knownSoundEndings.json
    ),
    .text(
      "dataset.corrections", \.dataset.corrections,
      "A CSV of what people say of labels (clip, label, verdict), such as a review's or an edited suspects.csv; null: labels are as listed.",
      neutral: .null),
  ]
}
