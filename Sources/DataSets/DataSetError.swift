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
  /// Rows that cannot be used: the first of them, and how many there are.
  case badRows(path: String, first: [RowProblem], count: Int)
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
      let separator = found.count == 1 && found[0].contains(";")
      return "Cannot read the metadata '\(path)': \(what)"
        + (separator ? " (columns are separated by commas here, not by semicolons)." : ".")
    case .noClips(let path):
      return "There are no clips in the data set at '\(path)';"
        + " check dataset.metadata and dataset.audio."
    case .badRows(let path, let first, let count):
      let more = count > first.count ? "; and \(count - first.count) more" : ""
      return "Cannot use \(count) \(count == 1 ? "row" : "rows") of '\(path)': "
        + first.map(\.description).joined(separator: "; ") + more + "."
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
  public let line: Int
  public let column: String
  public let found: String
  public let expected: String

  public var description: String {
    "line \(line), column \(column.quoted): found \(found.quoted), expected \(expected)"
  }
}

extension String {
  var quoted: String { "'" + self + "'" }
}
