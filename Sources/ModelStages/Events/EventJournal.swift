import Audio
import Cache
import Digests
import Glibc
import JSON
import Manifest
import Pipeline

/// What was heard in sounds already, a line of JSON each, in a hidden file where the tables go: a sound that
/// is the same is not listened to again by the same model and settings, also after a kill.
package final class EventJournal {
  private let path: String
  private let digest: String
  private var known: [String: Line] = [:]
  /// Digests of tables as they were written.
  private var tables: [String: String] = [:]
  private var endsLine = true

  static let name = ".soundmark-events.jsonl"

  fileprivate struct Line {
    let stamp: FileStamp
    let sound: HeardSound
  }

  /// - Throws: `FileSystemError` where there is a journal that cannot be read.
  package init(in folder: String, for listener: EventListener) throws {
    path = folder + "/" + Self.name
    digest = "\(listener.settings.digest(of: listener.model))"
    guard access(path, F_OK) == 0 else { return }
    let bytes = try LocalFileSystem().read(path)
    endsLine = bytes.last.map { $0 == UInt8(ascii: "\n") } ?? true
    for line in bytes.split(separator: UInt8(ascii: "\n")) {
      // A line that a kill cut short says nothing.
      guard let value = try? JSONParser.parse(Array(line)) else { continue }
      if let table = value["table"]?.string, let written = value["written"]?.string {
        tables[table] = written
      } else if value["made_by"]?.string == digest, let line = Line(value) {
        known[line.sound.path] = line
      }
    }
  }

  /// What was heard in the file, if it still is the same.
  package func heard(_ path: String) -> HeardSound? {
    guard let line = known[path.absolutePath], line.stamp == FileStamp(of: path) else { return nil }
    return line.sound.named(path)
  }

  /// - Parameter stamp: The file's, from before it was listened to.
  /// - Throws: `EventJournalError`.
  package func add(_ sound: HeardSound, _ stamp: FileStamp) throws {
    var events: [JSONObject] = []
    for event in sound.events { events.append(event.object) }
    var object = JSONObject()
    object.set("made_by", digest)
    object.set("file", sound.path.absolutePath)
    object.set("size", stamp.size)
    object.set("modified", stamp.modified)
    object.set("sample_rate", sound.sampleRate)
    object.set("seconds", sound.seconds)
    object.set("events", events)
    try append(object)
  }

  /// What lies where a table goes.
  package enum Place {
    /// Nothing, or what was written there.
    case free
    /// This very table.
    case same
    /// What somebody has changed since, or made.
    case changed
  }

  /// - Parameter bytes: The table that goes to `path`.
  package func place(at path: String, for bytes: [UInt8]) -> Place {
    guard access(path, F_OK) == 0, let there = try? LocalFileSystem().read(path) else {
      return .free
    }
    if there == bytes { return .same }
    return tables[path.absolutePath] == "\(Digest(of: there))" ? .free : .changed
  }

  /// Notes a table that was written, so that it is known again if nobody changes it.
  ///
  /// - Throws: `EventJournalError`.
  package func add(table path: String, _ bytes: [UInt8]) throws {
    var object = JSONObject()
    object.set("table", path.absolutePath)
    object.set("written", "\(Digest(of: bytes))")
    try append(object)
  }

  private func append(_ object: JSONObject) throws {
    // Where it cannot be made, opening the file says why.
    try? LocalFileSystem().createDirectory(folder(of: path))
    let line = Array(((endsLine ? "" : "\n") + object.text + "\n").utf8)
    let descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw EventJournalError(path: path, code: errno) }
    defer { close(descriptor) }
    // At once, so that lines of two processes never mix.
    guard line.withUnsafeBytes({ write(descriptor, $0.baseAddress!, $0.count) }) == line.count
    else { throw EventJournalError(path: path, code: errno) }
    endsLine = true
  }
}

/// Nothing can be kept where the tables go.
package struct EventJournalError: Error, CustomStringConvertible {
  let path: String
  let code: Int32

  package var description: String {
    """
    Could not keep what was heard in \(path): \(String(cString: strerror(code))); choose a place with --output \
    FILE that can be written.
    """
  }
}

extension EventJournal.Line {
  fileprivate init?(_ value: JSONValue) {
    guard let path = value["file"]?.string, let size = value["size"]?.integer,
      let modified = value["modified"]?.integer, let rate = value["sample_rate"]?.integer,
      let seconds = value["seconds"]?.double, case .list(let list)? = value["events"]
    else { return nil }
    let events = list.compactMap(SoundEvent.init)
    guard events.count == list.count else { return nil }
    stamp = FileStamp(size: size, modified: modified)
    sound = HeardSound(path: path, sampleRate: rate, seconds: seconds, events: events)
  }
}

extension SoundEvent {
  package var object: JSONObject {
    var object = JSONObject()
    object.set("label", label)
    object.set("begin_seconds", begin)
    object.set("end_seconds", end)
    object.set("confidence", confidence)
    return object
  }

  fileprivate init?(_ value: JSONValue) {
    guard let label = value["label"]?.string, let begin = value["begin_seconds"]?.double,
      let end = value["end_seconds"]?.double, let confidence = value["confidence"]?.double
    else { return nil }
    self.init(label: label, begin: begin, end: end, confidence: confidence)
  }
}

extension JSONValue {
  fileprivate subscript(key: String) -> JSONValue? {
    guard case .object(let members) = self else { return nil }
    return members.first { $0.key == key }?.value
  }

  fileprivate var string: String? {
    guard case .text(let text) = self else { return nil }
    return text
  }

  fileprivate var integer: Int? {
    guard case .integer(let value) = self else { return nil }
    return value
  }

  fileprivate var double: Double? {
    switch self {
    case .integer(let value): Double(value)
    case .number(let value): value
    default: nil
    }
  }
}
