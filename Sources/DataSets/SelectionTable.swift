/// The events that a table of annotations marks: a selection table of Raven's, or labels of Audacity's.
///
/// Raven: a header, then fields between tabs; `Begin Time (s)`, `End Time (s)` and the label's column are
/// read, and `Begin File` (or `Begin Path`) with `File Offset (s)` where a table is about several files.
/// Audacity: `start⇥end⇥label`, each perhaps followed by a line `\⇥low⇥high`. Other columns and
/// frequencies are left alone.
package struct SelectionTable {
  package struct Event {
    /// What the table calls the file; nil: it does not.
    let file: String?
    package let startText: String
    package let endText: String
    /// In seconds from the start of the file.
    package let start: Double
    package let end: Double
    package let label: String
    let line: Int
  }

  package private(set) var events: [Event] = []
  private var problems: [RowProblem] = []

  private typealias Line = (number: Int, fields: [String])

  /// Nil for a text that is no such table.
  package init?(
    _ bytes: [UInt8], path: String, label: String, encoding: TextEncoding
  ) throws(DataSetError) {
    let lines: [Line]
    do {
      lines = try Self.lines(of: MetadataText.utf8(bytes, as: encoding))
    } catch {
      throw .malformed(path: path, reason: error.description)
    }
    guard let first = lines.first else {
      // Audacity exports a track without labels as an empty file.
      return
    }
    if first.fields.contains(Raven.begin), first.fields.contains(Raven.end) {
      let columns = try Raven(first.fields, label: label, path: path)
      for line in lines.dropFirst() { add(line, columns) }
    } else if Self.isAudacity(first) {
      for line in lines where line.fields.first != "\\" { add(line) }
    } else {
      return nil
    }
    guard problems.isEmpty else { throw .badRows(path: path, RowProblem.kinds(of: problems)) }
  }

  /// Where each column is in Raven's header.
  private struct Raven {
    static let begin = "Begin Time (s)"
    static let end = "End Time (s)"

    var begin, end, label: Int
    var file, offset: Int?

    init(_ header: [String], label: String, path: String) throws(DataSetError) {
      guard let labelIndex = header.firstIndex(of: label) else {
        throw .columns(path: path, missing: [label], doubled: [], found: header)
      }
      begin = header.firstIndex(of: Self.begin)!
      end = header.firstIndex(of: Self.end)!
      self.label = labelIndex
      file = header.firstIndex(of: "Begin File") ?? header.firstIndex(of: "Begin Path")
      offset = header.firstIndex(of: "File Offset (s)")
    }
  }

  private static func isAudacity(_ line: Line) -> Bool {
    line.fields.count >= 2 && line.fields.prefix(2).allSatisfy { Double(pointed($0)) != nil }
  }

  private mutating func add(_ line: Line, _ columns: Raven) {
    func field(_ index: Int) -> String { index < line.fields.count ? line.fields[index] : "" }
    var (start, end) = (Self.pointed(field(columns.begin)), Self.pointed(field(columns.end)))
    if let offset = columns.offset.map(field), let begin = Double(start), let last = Double(end),
      let within = Double(Self.pointed(offset))
    {
      // The times count from the start of the first of several files.
      if within != begin { end = Self.text(within + (last - begin)) }
      start = Self.pointed(offset)
    }
    add(
      line.number, file: columns.file.map(field), start: start, end: end,
      label: field(columns.label),
      columns: (Raven.begin, Raven.end, "label"))
  }

  private mutating func add(_ line: Line) {
    let fields = line.fields
    add(
      line.number, file: nil, start: Self.pointed(fields[0]),
      end: Self.pointed(fields.count > 1 ? fields[1] : ""),
      label: fields.count > 2 ? fields[2...].joined(separator: " ").tidied : "",
      columns: ("start", "end", "label"))
  }

  private mutating func add(
    _ line: Int, file: String?, start: String, end: String, label: String,
    columns: (start: String, end: String, label: String)
  ) {
    func seconds(_ text: String) -> Double? {
      Double(text).flatMap { $0.isFinite && $0 >= 0 ? $0 : nil }
    }
    func complain(_ column: String, _ kind: RowProblem.Kind, _ found: String, _ expected: String) {
      problems.append(
        RowProblem(line: line, column: column, kind: kind, found: found, expected: expected))
    }
    if label.isEmpty { complain(columns.label, .missing, label, "a class") }
    guard let from = seconds(start) else {
      return complain(columns.start, .seconds, start, "seconds, 0 or above")
    }
    guard let to = seconds(end) else {
      return complain(columns.end, .seconds, end, "seconds, 0 or above")
    }
    guard to >= from else {
      return complain(columns.end, .order, end, "seconds from the start on, which is \(start)")
    }
    events.append(
      Event(
        file: file, startText: start, endText: end, start: from, end: to,
        label: label, line: line))
  }

  /// A sum of seconds, without the last bits' noise.
  private static func text(_ seconds: Double) -> String {
    let rounded = (seconds * 1e9).rounded() / 1e9
    return rounded == rounded.rounded() && abs(rounded) < 1e15 ? "\(Int(rounded))" : "\(rounded)"
  }

  private static func pointed(_ text: String) -> String {
    NumberText.pointed(text, hasDecimalCommas: true)
  }

  /// The lines that are not blank, their fields tidied; a quote is a letter like any other here.
  private static func lines(of bytes: [UInt8]) -> [Line] {
    let text = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes[3...] : bytes[...]
    var lines: [Line] = []
    var number = 0
    for line in text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
      number += 1
      let fields = line.split(separator: UInt8(ascii: "\t"), omittingEmptySubsequences: false).map {
        String(decoding: $0, as: UTF8.self).tidied
      }
      if !fields.allSatisfy(\.isEmpty) { lines.append((number, fields)) }
    }
    return lines
  }
}
