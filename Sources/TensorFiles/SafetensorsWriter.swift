/// Writes a safetensors file piece by piece, for data that need not be in memory as a whole.
public struct SafetensorsWriter: ~Copyable {
  private var output: OutputFile
  private let end: Int

  /// Starts the file at `path`; it appears there when `finish()` is called.
  public init(path: String, header: SafetensorsHeader) throws(TensorFileError) {
    let start = header.encoded()
    end = start.count + header.dataByteCount
    var output = try OutputFile(path: path)
    try output.append(start.span.bytes)
    self.output = output
  }

  /// The next packed little-endian elements, in the order of the header's entries.
  public mutating func append(_ bytes: RawSpan) throws(TensorFileError) {
    try output.append(bytes)
  }

  /// Puts the file in its place.
  public consuming func finish() throws(TensorFileError) {
    precondition(
      output.byteCount == end, "a file of \(end) bytes got \(output.byteCount - end) too many")
    try output.commit()
  }
}
