import JSON

/// A verdict on a clip, and what follows.
public struct Correction: Hashable, Sendable {
  /// Of a row that names another class and has no verdict, ``Verdict/another``.
  public let verdict: Verdict
  /// The index of the class that the clip counts for; with ``Verdict/wrong``, by which it counts for none,
  /// the one that is listed.
  public let classIndex: Int
}

/// The corrections to a data set's labels: a CSV with the columns `clip`, `label` and, where there is one,
/// `verdict`; others are not read. Those of a whole data set serve a part of it.
struct Corrections {
  private let path: String
  private let table: CSVTable
  private let clipColumn, labelColumn: Int
  private let verdictColumn: Int?

  /// - Parameter encoding: Of what is not UTF-8.
  init(_ path: String, encoding: TextEncoding) throws(DataSetError) {
    let bytes: [UInt8]
    do {
      bytes = try DataSetReader.bytes(of: path)
    } catch {
      throw .corrections(path: path, code: error.code)
    }
    self.path = path
    do {
      table = try CSVTable(
        MetadataText.utf8(
          bytes, as: bytes[...].isUTF8 ? .utf8 : encoding, toleratesStrayNames: true))
    } catch {
      throw .malformed(path: path, reason: error.description)
    }
    let names = ["clip", "label", "verdict"]
    let header = table.header.map { $0.lowercased() }
    let missing = names.prefix(2).filter { !header.contains($0) }
    let doubled = names.filter { name in header.count { $0 == name } > 1 }
    guard missing.isEmpty, doubled.isEmpty else {
      throw .columns(
        path: path, missing: Array(missing), doubled: doubled, found: table.header)
    }
    clipColumn = header.firstIndex(of: "clip")!
    labelColumn = header.firstIndex(of: "label")!
    verdictColumn = header.firstIndex(of: "verdict")
  }

  /// Gives clips the classes that their verdicts name.
  ///
  /// - Throws: `DataSetError.badRows`, with all rows that cannot be used. Clips that are not in the data set are
  ///   a note, and an error where not one is.
  func apply(to listing: inout DataSetListing) throws(DataSetError) {
    let places = Dictionary(
      listing.clips.enumerated().map { (Verbatim($1.name), $0) }, uniquingKeysWith: { a, _ in a })
    let classes = Dictionary(
      listing.classes.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { a, _ in a })
    var problems: [RowProblem] = []
    var strangers: [Int] = []
    var lines: [Int: Int] = [:]
    for row in table.lines.indices {
      func complain(_ column: Int, _ kind: RowProblem.Kind, _ expected: String) {
        problems.append(problem(row, column, kind, expected))
      }
      guard let place = places[Verbatim(text(row, clipColumn))] else {
        strangers.append(row)
        continue
      }
      let clip = listing.clips[place]
      let label = text(row, labelColumn).tidied
      guard let named = label.isEmpty ? clip.classIndex : classes[label] else {
        let nearest = NearestKey.nearest(to: label, among: listing.classes.map(\.name))
        complain(
          labelColumn, .otherClass,
          "a class of the data set (the nearest is \(nearest.quoted)), or nothing")
        continue
      }
      let word = verdictColumn.map { text(row, $0).tidied } ?? ""
      guard !word.isEmpty || named != clip.classIndex else { continue }
      guard let verdict = word.isEmpty ? .another : Verdict(written: word) else {
        let verdicts = Verdict.allCases.map(\.rawValue).joined(separator: ", ")
        complain(verdictColumn!, .verdict, "one of \(verdicts), or nothing")
        continue
      }
      if verdict == .another && label.isEmpty {
        complain(labelColumn, .missing, "the class that the clip is of")
        continue
      }
      let correction = Correction(
        verdict: verdict,
        classIndex: verdict == .right || verdict == .another ? named : clip.classIndex)
      if let earlier = listing.clips[place].correction, earlier != correction {
        complain(
          clipColumn, .repeated, "one verdict on a clip, not another than on line \(lines[place]!)"
        )
        continue
      }
      lines[place] = table.lines[row]
      listing.clips[place].correction = correction
    }
    if strangers.count == table.lines.count {
      problems = strangers.map {
        problem($0, clipColumn, .unknownClip, "a clip of the data set, named as in the view clips")
      }
    }
    guard problems.isEmpty else { throw .badRows(path: path, RowProblem.kinds(of: problems)) }
    listing.notes += note(onStrangers: strangers) + note(on: listing.clips)
  }

  private func problem(
    _ row: Int, _ column: Int, _ kind: RowProblem.Kind, _ expected: String
  ) -> RowProblem {
    RowProblem(
      line: table.lines[row], column: table.header[column], kind: kind, found: text(row, column),
      expected: expected)
  }

  /// - Parameter rows: Those whose clips the data set has not.
  private func note(onStrangers rows: [Int]) -> [String] {
    guard let first = rows.first else { return [] }
    let absent = Set(rows.map { Verbatim(text($0, clipColumn)) }).count
    let all = Set(table.lines.indices.map { Verbatim(text($0, clipColumn)) }).count
    return [
      "\(absent) of \(all) clips in dataset.corrections \(absent == 1 ? "is" : "are") not in this data set, the"
        + " first: \(text(first, clipColumn).quoted) on line \(table.lines[first])"
    ]
  }

  private func note(on clips: [ClipRow]) -> [String] {
    let leftOut = clips.count { $0.correction?.verdict == .wrong }
    let changed = clips.count { ($0.correction?.classIndex ?? $0.classIndex) != $0.classIndex }
    guard changed + leftOut > 0 else { return [] }
    return [
      "dataset.corrections gives \(changed) \(changed == 1 ? "clip" : "clips") another label, and leaves out"
        + " \(leftOut) whose label is wrong: the view clips has the original labels and the verdicts"
    ]
  }

  private func text(_ row: Int, _ column: Int) -> String {
    let bytes = table.field(row, column)
    return bytes.isUTF8 && !bytes.contains(0)
      ? String(decoding: bytes, as: UTF8.self) : String(writingOut: bytes)
  }
}
