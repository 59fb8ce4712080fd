import DataSets

/// A table of sounds with what is heard in them, its columns found by their usual names.
struct ExampleTable {
  static let fileColumns = ["file", "path", "filename", "clip"]
  static let labelColumns = ["label", "class", "species"]
  private static let severalLabels = "labels"
  private static let stretches = [("start", "end"), ("begin_seconds", "end_seconds")]

  /// How the table is read.
  let settings: DataSetSettings
  private let table: CSVTable

  /// - Throws: `LearnError` or `DataSetError`, a sentence each.
  init(_ path: String, audio: String?, separator: String) throws {
    table = try DataSetReader.table(at: path)
    let header = table.header
    let isMultiLabel = header.contains(Self.severalLabels)
    guard let file = Self.fileColumns.first(where: header.contains),
      let label = isMultiLabel
        ? Self.severalLabels : Self.labelColumns.first(where: header.contains)
    else { throw LearnError.columns(path, found: header) }
    let stretch = Self.stretches.first { header.contains($0.0) && header.contains($0.1) }
    let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
    settings = DataSetSettings(
      format: .csv, metadata: path, audio: audio ?? folder, name: path, followLinks: true,
      columns: CSVColumns(
        label: label, path: file, recording: header.contains("recording") ? "recording" : nil,
        start: stretch?.0, end: stretch?.1),
      labelSeparator: isMultiLabel ? separator : nil)
  }

  /// The lines whose labels count: not those that somebody who reviewed them was unsure of, or found wrong and
  /// knew no better. Nil where there is no column `verdict`.
  var confirmedLines: Set<Int>? {
    guard let column = table.header.firstIndex(of: "verdict") else { return nil }
    return Set(
      table.lines.indices.filter { row in
        let verdict = Verdict(written: String(decoding: table.field(row, column), as: UTF8.self))
        return verdict != .wrong && verdict != .unsure
      }.map { table.lines[$0] })
  }
}
