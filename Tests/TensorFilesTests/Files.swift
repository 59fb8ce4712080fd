import Glibc
import TensorFiles

/// Where the test data lies.
enum Files {
  static let package =
    #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3)
    .joined(separator: "/")
  static let golden = package + "/Tests/TensorFilesTests/Golden/"
  static let reference = package + "/../shared/reference/"
  static let hasReference = access(reference, R_OK) == 0

  /// The paths of all files under `folder` that end in `ending`.
  static func all(under folder: String, ending: String) -> [String] {
    var found = glob_t()
    defer { globfree(&found) }
    let patterns = ["*", "*/*", "*/*/*"].map { "\(folder)/\($0)\(ending)" }
    for (index, pattern) in patterns.enumerated() {
      _ = glob(pattern, index == 0 ? 0 : GLOB_APPEND, nil, &found)
    }
    return (0..<Int(found.gl_pathc)).map { String(cString: found.gl_pathv[$0]!) }
  }

  static func bytes(_ path: String) throws -> [UInt8] { try FileBytes.read(path: path) }
}
