import TensorFiles
import Testing

/// Expects a sentence about the file or tensor of that name.
func expectError(
  _ sentence: String, naming name: String, _ body: () throws -> Void,
  location: SourceLocation = #_sourceLocation
) {
  let error = #expect(throws: TensorFileError.self, sourceLocation: location) { try body() }
  let description = error?.description ?? ""
  #expect(description.contains(sentence), sourceLocation: location)
  #expect(description.contains(name), sourceLocation: location)
}
