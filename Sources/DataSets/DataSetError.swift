import Glibc

/// Why a data set cannot be listed at all.
public enum DataSetError: Error, Equatable, CustomStringConvertible {
  /// The metadata file or the audio folder cannot be read; `code` is the system's `errno`.
  case unreadable(path: String, code: Int32)
  /// The file is not a CSV.
  case malformed(path: String, reason: String)
  /// Columns that are needed are not there, or there twice.
  case columns(path: String, missing: [String], doubled: [String], found: [String])
  /// There is a header, or a folder, and nothing else.
  case noClips(path: String)
  /// Rows that cannot be used, by what is wrong with them.
  case badRows(path: String, [RowProblems])
  /// A class folder whose name is not UTF-8, or blank; written out.
  case folderName(path: String, name: String)
  /// Tables of annotations beside which no recording has their name.
  case noRecording(tables: [String])
  /// The corrections cannot be read; `code` is the system's `errno`.
  case corrections(path: String, code: Int32)
  /// `recordingPattern` is not a regular expression with one group.
  case recordingPattern(String, reason: String)

  public var description: String {
    switch self {
    case .unreadable(let path, code: ENOTSUP):
      return "Cannot read '\(path)': it is a pipe or a device, expected a file."
    case .unreadable(let path, let code):
      return "Cannot read the data set at '\(path)': "
        + String(cString: strerror(code)) + "; check dataset.metadata and dataset.audio."
    case .malformed(let path, let reason):
      return "Cannot read '\(path)' as CSV: \(reason)."
    case .columns(let path, let missing, let doubled, let found):
      let what =
        missing.isEmpty
        ? "found \(list(doubled)) more than once"
        : "expected \(list(missing)), found \(found.map(\.quoted).joined(separator: ", "))"
      return "Cannot read the table '\(path)': \(what)."
    case .noClips(let path):
      return "There are no clips in the data set at '\(path)';"
        + " check dataset.metadata and dataset.audio."
    case .badRows(let path, let kinds):
      let rows = Set(kinds.flatMap(\.lines)).count
      return "Cannot use \(rows) \(rows == 1 ? "row" : "rows") of '\(path)': "
        + kinds.map(\.description).joined(separator: "; ") + "."
    case .folderName(let path, let name):
      return
        "Cannot name a class after the folder \(name.quoted) in '\(path)': the name is not UTF-8"
        + " text, or blank; rename it, for instance with convmv -f latin1 -t utf8 --notest."
    case .noRecording(let tables):
      let more = tables.count > 1 ? " and \(tables.count - 1) more tables" : ""
      return
        "Cannot tell which recording the table '\(tables[0])'\(more) annotates: expected a sound"
        + " file beside it whose name it begins with (rec1.wav for rec1.txt or"
        + " rec1.Table.1.selections.txt), or a column 'Begin File'."
    case .corrections(let path, let code):
      return "Cannot read the corrections of labels at '\(path)': "
        + String(cString: strerror(code)) + "; check dataset.corrections."
    case .recordingPattern(let pattern, let reason):
      return "Cannot use the recording pattern \(pattern.quoted): \(reason)."
    }
  }

  private func list(_ columns: [String]) -> String {
    (columns.count == 1 ? "the column " : "the columns ")
      + columns.map(\.quoted).joined(separator: ", ")
  }
}

/// What is wrong with a row, and where.
public struct RowProblem: Hashable, Sendable, CustomStringConvertible {
  /// Problems of one kind in one column are one sentence.
  public enum Kind: Sendable {
    case fileName, missing, repeated, shared, otherClass, fold, seconds, order, wholeNumber, notText
    case unknownClip, verdict
  }

  public let line: Int
  public let column: String
  public let kind: Kind
  public let found: String
  public let expected: String

  public var description: String {
    "line \(line), column \(column.quoted): found \(found.quoted), expected \(expected)"
  }
}

/// Rows with the same thing wrong.
public struct RowProblems: Hashable, Sendable, CustomStringConvertible {
  public let first: RowProblem
  /// In the order of the file.
  public internal(set) var lines: [Int]

  init(_ problem: RowProblem) {
    first = problem
    lines = [problem.line]
  }

  public var description: String {
    guard lines.count > 1 else { return first.description }
    let others = lines.dropFirst()
    let shown = others.prefix(3).map(String.init).joined(separator: ", ")
    return
      "\(first) (and \(others.count) more of this kind, on \(others.count == 1 ? "line" : "lines") "
      + shown + (others.count > 3 ? ", …)" : ")")
  }
}

extension RowProblem {
  /// By column and kind, in the order in which each is first met.
  static func kinds(of problems: [RowProblem]) -> [RowProblems] {
    struct Name: Hashable {
      let column: String
      let kind: Kind
    }
    var kinds: [RowProblems] = []
    var places: [Name: Int] = [:]
    for problem in problems {
      let name = Name(column: problem.column, kind: problem.kind)
      if let place = places[name] {
        kinds[place].lines.append(problem.line)
      } else {
        places[name] = kinds.count
        kinds.append(RowProblems(problem))
      }
    }
    return kinds
  }
}

extension String {
  var quoted: String { "'" + self + "'" }
}
