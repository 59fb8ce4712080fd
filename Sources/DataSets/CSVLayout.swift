/// What the columns of a kind of CSV are called, and where its files lie.
package struct CSVLayout: Sendable {
  package enum Place: Sendable {
    /// `fold3/name`.
    case foldFolder
    /// The clip's name, or what the column `path` says.
    case named
  }

  let columns: CSVColumns
  /// The class's own number.
  let classNumber: String?
  /// Columns that may be absent.
  let optional: Set<String>
  let place: Place
  /// Whether start and end say what is cut out of the file; else they are facts about the clip.
  let cuts: Bool
  /// Whether folds may be words.
  let takesWordsForFolds: Bool

  /// Needs what names, places, labels and groups a clip: without `fsID` no leak would be seen.
  package static let urbansound8k = CSVLayout(
    columns: CSVColumns(
      clip: "slice_file_name", label: "class", fold: "fold", recording: "fsID",
      salience: "salience", start: "start", end: "end"),
    classNumber: "classID", optional: ["salience", "start", "end"], place: .foldFolder)

  package static let esc50 = CSVLayout(
    columns: CSVColumns(
      clip: "filename", label: "category", fold: "fold", recording: "src_file"),
    classNumber: "target", optional: [], place: .named)

  package init(_ columns: CSVColumns) {
    var columns = columns
    var optional: Set<String> = []
    if columns.clip == nil, columns.path != nil {
      columns.clip = CSVColumns.standardClip
      optional.insert(CSVColumns.standardClip)
    }
    if columns.fold == nil {
      columns.fold = CSVColumns.standardFold
      optional.insert(CSVColumns.standardFold)
    }
    columns.clip = columns.clip ?? CSVColumns.standardClip
    self.init(
      columns: columns, classNumber: nil, optional: optional, place: .named,
      cuts: columns.start != nil || columns.end != nil, takesWordsForFolds: true)
  }

  private init(
    columns: CSVColumns, classNumber: String?, optional: Set<String>, place: Place,
    cuts: Bool = false, takesWordsForFolds: Bool = false
  ) {
    self.columns = columns
    self.classNumber = classNumber
    self.optional = optional
    self.place = place
    self.cuts = cuts
    self.takesWordsForFolds = takesWordsForFolds
  }

  /// Where each column is in a header: of clip and path, one at least.
  struct Indices {
    var clip: Int?
    var label: Int
    var fold, classNumber, path, recording, salience, start, end, licence: Int?
  }

  /// What a column of the sounds' licences is called, in any case of letters.
  private static let licences = ["licence", "license"]

  func columns(
    in header: [String], of path: String
  ) throws(DataSetError) -> Indices {
    let wanted = [
      columns.clip, columns.label, columns.fold, classNumber, columns.path, columns.recording,
      columns.salience, columns.start, columns.end,
    ].compactMap { $0 }
    let missing = wanted.filter { !header.contains($0) && !optional.contains($0) }
    let doubled = wanted.filter { name in header.count { $0 == name } > 1 }
    guard missing.isEmpty, doubled.isEmpty else {
      throw .columns(path: path, missing: missing, doubled: doubled, found: header)
    }
    func index(_ name: String?) -> Int? { name.flatMap { header.firstIndex(of: $0) } }
    return Indices(
      clip: index(columns.clip), label: index(columns.label)!, fold: index(columns.fold),
      classNumber: index(classNumber), path: index(columns.path),
      recording: index(columns.recording), salience: index(columns.salience),
      start: index(columns.start), end: index(columns.end),
      licence: header.firstIndex { Self.licences.contains($0.lowercased()) })
  }
}
