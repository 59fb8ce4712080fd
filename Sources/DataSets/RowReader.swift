/// Makes clips of a CSV's rows and gathers what is wrong with them.
struct RowReader {
  private let table: CSVTable
  private let columns: CSVLayout.Indices
  private let layout: CSVLayout
  private let folder: AudioFolder
  private let labelSeparator: String?
  private var classes = ClassTable()
  private var folds = FoldColumn.dealt
  private var linesOfNames: [Verbatim: Int] = [:]
  private var linesOfFiles: [Verbatim: (line: Int, isWhole: Bool)] = [:]
  private var names = EventNames()
  private var problems: [RowProblem] = []

  /// - Parameter labelSeparator: Between the labels of a clip; nil: each has one.
  init(
    _ table: CSVTable, columns: CSVLayout.Indices, _ layout: CSVLayout, audio: String,
    labelSeparator: String?
  ) {
    self.table = table
    self.columns = columns
    self.layout = layout
    folder = AudioFolder(audio)
    self.labelSeparator = labelSeparator
  }

  /// - Parameter folds: How many are dealt where there is no column of them.
  mutating func read(path: String, folds dealt: Int) throws(DataSetError) -> DataSetListing {
    guard !table.lines.isEmpty else { throw .noClips(path: path) }
    if let column = columns.fold { readFolds(column) }
    linesOfNames.reserveCapacity(table.lines.count)
    var clips: [ClipRow] = []
    clips.reserveCapacity(table.lines.count)
    for row in table.lines.indices { clips.append(clip(row)) }
    guard problems.isEmpty else { throw .badRows(path: path, RowProblem.kinds(of: problems)) }
    var listing = classes.listing(of: clips)
    listing.foldNames = folds.names
    if columns.fold == nil {
      FoldDealer(folds: dealt).deal(&listing.clips, classes: listing.classes.count)
      listing.notes.append(
        "there is no column 'fold' and dataset.columns.fold names none: the clips are dealt to \(dealt)"
          + " folds (dataset.folds), those of a recording together")
    }
    if labelSeparator == nil, let joined = LookAlikes.joined(listing.classes.map(\.name)) {
      listing.notes.append(joined)
    }
    if let overlaps = EventOverlaps(listing.clips).sentence { listing.notes.append(overlaps) }
    return listing
  }

  private mutating func clip(_ row: Int) -> ClipRow {
    let fold = folds.fold(row)
    let fileColumn = columns.path ?? columns.clip!
    let fileBytes = table.field(row, fileColumn)
    let fileText = text(fileBytes)
    let isCut = layout.cuts && isCut(row)
    let label = name(row, columns.label)
    let name = clipName(row, file: fileText, label: label)
    let isInFold = layout.place == .foldFolder && !name.hasPrefix("/")
    let path = isInFold ? "fold\(fold)/\(name)" : fileText
    if fileBytes.isEmpty {
      complain(row, fileColumn, .fileName, columns.path == nil ? "a name" : "a file")
    }
    if columns.path != nil { checkShared(path, isWhole: !isCut, row) }
    let isWritable = isText(fileBytes) && columns.clip.map { isText(table.field(row, $0)) } ?? true
    let file = isWritable ? folder.relative(path) : nil
    let classes = classPositions(row, label)
    return ClipRow(
      name: name, path: path, file: file, fold: fold, label: label,
      classIndex: classes.first ?? 0, classIndices: classes,
      recording: columns.recording.flatMap { recording(row, $0) } ?? (layout.cuts ? path : name),
      salience: columns.salience.flatMap { optionalWholeNumber(row, $0) },
      start: columns.start.flatMap { seconds(row, $0) },
      end: columns.end.flatMap { seconds(row, $0) },
      isCut: isCut, licence: columns.licence.flatMap { licence(row, $0) }, line: table.lines[row],
      fault: !isWritable ? .badName : file == nil ? .outside : nil)
  }

  // MARK: - Names

  /// What the CSV says, or what is made of the file and the stretch.
  private mutating func clipName(_ row: Int, file: String, label: String) -> String {
    guard let column = columns.clip else {
      let mark = EventMark(
        file: file, start: secondsText(row, columns.start), end: secondsText(row, columns.end),
        label: label)
      if let name = names.name(mark) { return name }
      if !mark.isWhole {
        complain(
          row, columns.path!, .repeated, "a stretch that no row before has for the same class")
      }
      return file
    }
    let name = text(table.field(row, column))
    if let earlier = linesOfNames.updateValue(table.lines[row], forKey: Verbatim(name)),
      !name.isEmpty
    {
      complain(
        row, column, .repeated,
        "a name that is not on line \(earlier) already"
          + (layout.cuts && columns.path == nil
            ? "; where this column names files, let dataset.columns.path name it, and no column be the clip's"
            : ""))
    }
    return name
  }

  /// Two clips of one file are one sound under two names, unless each has a stretch of its own.
  private mutating func checkShared(_ path: String, isWhole: Bool, _ row: Int) {
    let line = table.lines[row]
    guard let earlier = linesOfFiles.updateValue((line, isWhole), forKey: Verbatim(path)),
      isWhole || earlier.isWhole, !path.isEmpty
    else { return }
    complain(
      row, columns.path!, .shared,
      "a file that is not on line \(earlier.line) already, or a stretch of it for each row"
        + (layout.cuts ? "" : " (dataset.columns.start and end)"))
  }

  /// An empty field groups nothing: it would make one recording of all that are unknown.
  private mutating func recording(_ row: Int, _ column: Int) -> String? {
    let recording = name(row, column)
    return recording.isEmpty ? nil : recording
  }

  private func licence(_ row: Int, _ column: Int) -> String? {
    let licence = text(table.field(row, column)).tidied
    return licence.isEmpty ? nil : licence
  }

  /// The positions of the row's classes among those met so far: one, or where labels may be several any
  /// number.
  private mutating func classPositions(_ row: Int, _ label: String) -> [Int] {
    guard let labelSeparator else { return [classPosition(row, label)] }
    let labels = Set(label.split(separator: labelSeparator).map { String($0).tidied })
    return labels.filter { !$0.isEmpty }.sorted().map { classes.position(of: $0) }
  }

  /// The position of the row's class among those met so far.
  private mutating func classPosition(_ row: Int, _ label: String) -> Int {
    if label.isEmpty { complain(row, columns.label, .missing, "a class") }
    let number = columns.classNumber.map { wholeNumber(row, $0) }
    do {
      return try classes.position(of: label, number: number, line: table.lines[row])
    } catch {
      complain(row, columns.label, .otherClass, error.expected)
      return 0
    }
  }

  private mutating func readFolds(_ column: Int) {
    let texts = table.lines.indices.map { name($0, column) }
    folds = FoldColumn(texts, takesWords: layout.takesWordsForFolds) { row, expected in
      complain(row, column, .fold, expected)
    }
  }

  // MARK: - Numbers

  /// Whether the row says where its clip begins or ends.
  private mutating func isCut(_ row: Int) -> Bool {
    let start = columns.start.flatMap { number(row, $0) }
    let end = columns.end.flatMap { number(row, $0) }
    if let start, let end, end < start, let column = columns.end {
      complain(row, column, .order, "seconds from the start on, which is \(start)")
    }
    return !secondsText(row, columns.start).isEmpty || !secondsText(row, columns.end).isEmpty
  }

  private func secondsText(_ row: Int, _ column: Int?) -> String {
    guard let column else { return "" }
    return NumberText.pointed(
      text(table.field(row, column)).tidied, hasDecimalCommas: table.hasDecimalCommas)
  }

  private func number(_ row: Int, _ column: Int) -> Double? {
    Double(secondsText(row, column)).flatMap { $0.isFinite && $0 >= 0 ? $0 : nil }
  }

  private mutating func seconds(_ row: Int, _ column: Int) -> Double? {
    if secondsText(row, column).isEmpty { return nil }
    if let seconds = number(row, column) { return seconds }
    complain(row, column, .seconds, "seconds, 0 or above")
    return nil
  }

  private mutating func wholeNumber(_ row: Int, _ column: Int) -> Int {
    if let number = NumberText.whole(text(table.field(row, column)).tidied), number >= 0 {
      return number
    }
    complain(row, column, .wholeNumber, "a whole number, 0 or above")
    return 0
  }

  private mutating func optionalWholeNumber(_ row: Int, _ column: Int) -> Int? {
    table.field(row, column).trimmingBlanks.isEmpty
      ? nil : wholeNumber(row, column)
  }

  // MARK: - Text

  private mutating func complain(
    _ row: Int, _ column: Int, _ kind: RowProblem.Kind, _ expected: String
  ) {
    problems.append(
      RowProblem(
        line: table.lines[row], column: table.header[column], kind: kind,
        found: text(table.field(row, column)), expected: expected))
  }

  /// A label, a fold or a recording.
  private mutating func name(_ row: Int, _ column: Int) -> String {
    let bytes = table.field(row, column)
    if !isText(bytes) { complain(row, column, .notText, "UTF-8, as the other lines are") }
    return text(bytes).tidied
  }

  private func text(_ bytes: ArraySlice<UInt8>) -> String {
    isText(bytes)
      ? String(decoding: bytes, as: UTF8.self) : String(writingOut: bytes)
  }

  private func isText(_ bytes: ArraySlice<UInt8>) -> Bool {
    table.isText || (bytes.isUTF8 && !bytes.contains(0))
  }
}

/// Text that is equal byte for byte: two spellings of `é` are two files.
struct Verbatim: Hashable {
  private let text: String

  init(_ text: String) { self.text = text }

  static func == (a: Self, b: Self) -> Bool { a.text.utf8.elementsEqual(b.text.utf8) }

  func hash(into hasher: inout Hasher) {
    var text = text
    text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
  }
}
