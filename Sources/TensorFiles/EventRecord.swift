/// One record of a TensorBoard event file: scalars at a step, or what stands at the file's beginning.
///
/// Source: TensorFlow's `event.proto` and `summary.proto`, and `record_writer.cc` for the framing.
public struct EventRecord: Sendable {
  public enum Content: Sendable {
    /// Stands first in every file.
    case version
    /// Lets readers forget what they have read of this run from this step on.
    case start
    case scalars([(tag: String, value: Double)])
  }

  /// In s since 1970.
  public let time: Double
  public let step: Int
  public let content: Content

  public init(time: Double, step: Int = 0, _ content: Content) {
    self.time = time
    self.step = step
    self.content = content
  }

  /// The message between its length and its checksum: length u64, masked CRC-32C of it, message,
  /// masked CRC-32C of that.
  public var bytes: [UInt8] {
    let message = event.bytes
    let length = LittleEndian.bytes(of: [UInt64(message.count)])
    return length + Self.maskedSum(of: length) + message + Self.maskedSum(of: message)
  }

  /// The names of fields are `event.proto`'s.
  private var event: ProtobufMessage {
    var event = ProtobufMessage()
    event.add(1, time)  // wall_time
    // A zero is what a field holds that is not there.
    if step != 0 { event.add(2, step) }  // step
    switch content {
    case .version:
      event.add(3, "brain.Event:2")  // file_version
    case .start:
      var log = ProtobufMessage()
      log.add(1, 1)  // status: START
      event.add(7, log)  // session_log
    case .scalars(let scalars):
      var summary = ProtobufMessage()
      for (tag, number) in scalars {
        var value = ProtobufMessage()
        value.add(1, tag)  // tag
        value.add(2, Float(number))  // simple_value
        summary.add(1, value)  // value
      }
      event.add(5, summary)  // summary
    }
    return event
  }

  /// Rotated and moved on, so that the checksum of data that holds checksums is no special case.
  private static func maskedSum(of bytes: [UInt8]) -> [UInt8] {
    var sum = CRC32(.castagnoli)
    sum.add(bytes.span.bytes)
    let rotated = sum.value >> 15 | sum.value << 17
    return LittleEndian.bytes(of: [rotated &+ 0xA282_EAD8])
  }
}
