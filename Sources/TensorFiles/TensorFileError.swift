/// Why a tensor file could not be used; its description is a sentence for the person at the terminal.
public enum TensorFileError: Error, Equatable, CustomStringConvertible {
  /// The file system refused: `reason` in its own words.
  case unreadable(file: String, reason: String)
  /// The file system refused to take `file`.
  case unwritable(file: String, reason: String)
  /// The bytes are no valid file of the format.
  case damaged(file: String, part: String, found: String, expected: String)
  /// A valid file of something else than tensors, or of tensors as none here are.
  case unsuited(file: String, found: String, expected: String)
  /// A valid file that lacks the tensor asked for.
  case missing(file: String, tensor: String)
  /// A valid tensor of another shape or element than the one asked for.
  case mismatched(file: String, tensor: String, found: String, expected: String)

  public var description: String {
    switch self {
    case .unreadable(let file, let reason):
      "cannot read \(file): \(reason)"
    case .unwritable(let file, let reason):
      "cannot write \(file): \(reason)"
    case .damaged(let file, let part, let found, let expected):
      "cannot read \(file): \(part) is \(found), expected \(expected); "
        + "the file is damaged or of another format, fetch or make it again"
    case .unsuited(let file, let found, let expected):
      "cannot use \(file): \(found), expected \(expected)"
    case .missing(let file, let tensor):
      "cannot read tensor '\(tensor)' of \(file): the file has no tensor of that name; "
        + "was it made for another network?"
    case .mismatched(let file, let tensor, let found, let expected):
      "cannot use tensor '\(tensor)' of \(file): it is \(found), expected \(expected); "
        + "was it made for another network?"
    }
  }
}
