/// Writes one array into an `.npy` file, which `numpy.load` opens, piece by piece: it need not be in memory
/// as a whole.
public struct NpyWriter: ~Copyable {
  private var output: OutputFile

  /// Starts the file at `path`; it appears there when `finish()` is called.
  public init(path: String, header: NpyHeader) throws(TensorFileError) {
    var output = try OutputFile(path: path)
    try output.append(header.encoded().span.bytes)
    self.output = output
  }

  /// The next packed little-endian elements.
  public mutating func append(_ bytes: RawSpan) throws(TensorFileError) {
    try output.append(bytes)
  }

  /// Puts the file in its place.
  public consuming func finish() throws(TensorFileError) { try output.commit() }
}
