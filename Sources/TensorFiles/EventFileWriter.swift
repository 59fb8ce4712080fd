import Glibc

/// Appends to a TensorBoard event file, which may be watched while it grows.
public struct EventFileWriter: ~Copyable {
  private let path: String
  private let descriptor: Int32

  /// Starts a file; TensorBoard reads those whose names contain `tfevents`, a folder's in their order
  /// as one run.
  /// - Parameter time: in s since 1970
  public init(path: String, time: Double) throws(TensorFileError) {
    self.path = path
    descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else {
      throw .unwritable(file: path, reason: FileBytes.currentReason())
    }
    try append(EventRecord(time: time, .version))
    try append(EventRecord(time: time, .start))
  }

  deinit {
    close(descriptor)
  }

  /// Adds a record in one write, so that a reader finds no half of one.
  public func append(_ record: EventRecord) throws(TensorFileError) {
    let bytes = record.bytes
    let count = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
    guard count == bytes.count else {
      throw .unwritable(
        file: path, reason: count < 0 ? FileBytes.currentReason() : "the disk is full")
    }
  }
}
