/// What a file may be written as, called by its ending.
package protocol FileFormat: RawRepresentable<String>, CaseIterable, Sendable {}

extension FileFormat {
  /// The format that a file's ending asks for; nil for any other.
  package init?(path: String) {
    guard let point = path.lastIndex(of: ".") else { return nil }
    self.init(rawValue: String(path[path.index(after: point)...]))
  }
}
