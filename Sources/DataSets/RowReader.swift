/// Makes clips of a CSV's rows and gathers what is wrong with them.
struct RowReader {
  private let table: CSVTable
  private let columns: CSVLayout.Indices
  private let place: CSVLayout.Place
  private var classes = ClassTable()
  private var linesOfNames: [Verbatim: Int] = [:]
  private var problems: [RowProblem] = []

  init(_ table: CSVTable, columns: CSVLayout.Indices, _ layout: CSVLayout) {
    self.table = table
    self.columns = columns
    place = layout.place
  }

  mutating func read(path: String) throws(DataSetError) -> DataSetListing {
    guard !table.lines.isEmpty else { throw .noClips(path: path) }
    linesOfNames.reserveCapacity(table.lines.count)
    var clips: [ClipRow] = []
    clips.reserveCapacity(table.lines.count)
    for row in table.lines.indices { clips.append(clip(row)) }
    guard problems.isEmpty else {
      throw .badRows(path: path, first: Array(problems.prefix(10)), count: problems.count)
    }
    return classes.listing(of: clips)
  }

  private mutating func clip(_ row: Int) -> ClipRow {
    let nameBytes = table.field(row, columns.clip)
    let fold = wholeNumber(row, columns.fold)
    let fileBytes = table.field(row, columns.path ?? columns.clip)
    let name = text(nameBytes)
    if nameBytes.isEmpty { complain(row, columns.clip, "a name") }
    if fileBytes.isEmpty, let path = columns.path { complain(row, path, "a file") }
    checkUnique(name, row)
    let label = text(table.field(row, columns.label))
    return ClipRow(
      name: name, path: place == .foldFolder ? "fold\(fold)/\(name)" : text(fileBytes), fold: fold,
      label: label,
      classIndex: classPosition(row, label),
      recording: columns.recording.flatMap { recording(row, $0) } ?? name,
      salience: columns.salience.flatMap { optionalWholeNumber(row, $0) },
      start: columns.start.flatMap { seconds(row, $0) },
      end: columns.end.flatMap { seconds(row, $0) },
      line: table.lines[row],
      fault: ClipNameFault(path: fileBytes) ?? (isText(nameBytes) ? nil : .badName))
  }

  private mutating func checkUnique(_ name: String, _ row: Int) {
    if let earlier = linesOfNames.updateValue(table.lines[row], forKey: Verbatim(name)),
      !name.isEmpty
    {
      complain(row, columns.clip, "a name that is not on line \(earlier) already")
    }
  }

  /// An empty field groups nothing: it would make one recording of all that are unknown.
  private func recording(_ row: Int, _ column: Int) -> String? {
    let bytes = table.field(row, column).trimmingBlanks
    return bytes.isEmpty ? nil : text(bytes)
  }

  /// The position of the row's class among those met so far.
  private mutating func classPosition(_ row: Int, _ label: String) -> Int {
    if label.isEmpty { complain(row, columns.label, "a class") }
    let number = columns.classNumber.map { wholeNumber(row, $0) }
    do {
      return try classes.position(of: label, number: number, line: table.lines[row])
    } catch {
      complain(row, columns.label, error.expected)
      return 0
    }
  }

  private mutating func wholeNumber(_ row: Int, _ column: Int) -> Int {
    if let number = Int(text(table.field(row, column).trimmingBlanks)), number >= 0 {
      return number
    }
    complain(row, column, "a whole number, 0 or above")
    return 0
  }

  private mutating func optionalWholeNumber(_ row: Int, _ column: Int) -> Int? {
    table.field(row, column).trimmingBlanks.isEmpty
      ? nil : wholeNumber(row, column)
  }

  private mutating func seconds(_ row: Int, _ column: Int) -> Double? {
    let bytes = table.field(row, column).trimmingBlanks
    if bytes.isEmpty { return nil }
    if let seconds = Double(text(bytes)), seconds.isFinite, seconds >= 0 { return seconds }
    complain(row, column, "seconds, 0 or above")
    return nil
  }

  private mutating func complain(_ row: Int, _ column: Int, _ expected: String) {
    problems.append(
      RowProblem(
        line: table.lines[row], column: table.header[column],
        found: text(table.field(row, column)), expected: expected))
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
private struct Verbatim: Hashable {
  private let text: String

  init(_ text: String) { self.text = text }

  static func == (a: Self, b: Self) -> Bool { a.text.utf8.elementsEqual(b.text.utf8) }

  func hash(into hasher: inout Hasher) {
    var text = text
    text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
  }
}
