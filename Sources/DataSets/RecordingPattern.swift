/// What names the recording in the name of a file.
package struct RecordingPattern {
  private let source: String
  private let expression: Regex<AnyRegexOutput>

  package init(_ source: String) throws(DataSetError) {
    self.source = source
    do {
      expression = try Regex(source)
    } catch {
      throw .recordingPattern(source, reason: "it is not a regular expression")
    }
  }

  /// Nil for a name that does not match.
  package func recording(in name: String) throws(DataSetError) -> String? {
    guard let match = name.firstMatch(of: expression) else { return nil }
    guard match.output.count == 2 else {
      throw .recordingPattern(
        source, reason: "it has \(match.output.count - 1) groups, expected one")
    }
    return match.output[1].substring.map { String($0).tidied }
  }
}
