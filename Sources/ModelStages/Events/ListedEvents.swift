import Cache
import DataSets
import Pipeline

/// The events of a table that `soundmark classify --events --format csv` wrote, or of any CSV file with its
/// columns.
package struct ListedEvents {
  package struct Row: Sendable {
    package let file: String
    package let event: SoundEvent
  }

  package let rows: [Row]

  private static let columns = ["file", "begin_seconds", "end_seconds", "label", "confidence"]

  /// - Throws: `ListedEventsError`, a sentence; `FileSystemError`.
  package init(contentsOf path: String) throws {
    let bytes = try LocalFileSystem().read(path)
    let table: CSVTable
    do {
      table = try CSVTable(bytes)
    } catch {
      throw ListedEventsError(path: path, reason: "\(error)")
    }
    let places = Self.columns.map { table.header.firstIndex(of: $0) }
    guard !places.contains(nil) else {
      let missing = zip(Self.columns, places).filter { $0.1 == nil }.map(\.0)
      throw ListedEventsError(
        path: path, reason: "it lacks the columns \(missing.joined(separator: ", "))")
    }
    var rows: [Row] = []
    for row in table.lines.indices {
      let cells = places.map { String(decoding: table.field(row, $0!), as: UTF8.self) }
      // The row of a sound that could not be listened to has no event.
      if cells[1...].allSatisfy(\.isEmpty) { continue }
      guard let begin = Double(cells[1]), let end = Double(cells[2]), begin >= 0, end > begin,
        end.isFinite, let confidence = Double(cells[4]), (0...1).contains(confidence),
        !cells[0].isEmpty, !cells[3].isEmpty
      else {
        throw ListedEventsError(
          path: path,
          reason: "line \(table.lines[row]) is no event: expected a file, seconds from and to, a "
            + "label, and a confidence from 0 to 1")
      }
      rows.append(
        Row(
          file: cells[0],
          event: SoundEvent(label: cells[3], begin: begin, end: end, confidence: confidence)))
    }
    self.rows = rows
  }

  /// Of each class so many: all there are, or, in the order of their confidence, every n-th, from the most
  /// confident to the least. So a person who listens to them learns what a confidence is worth.
  package static func sample(_ rows: [Row], perClass count: Int) -> [Row] {
    Dictionary(grouping: rows, by: \.event.label).sorted { $0.key < $1.key }.flatMap { _, rows in
      let sorted = rows.sorted {
        ($1.event.confidence, $0.file, $0.event.begin)
          < ($0.event.confidence, $1.file, $1.event.begin)
      }
      guard sorted.count > count else { return sorted }
      guard count > 1 else { return [sorted[0]] }
      return (0..<count).map { sorted[$0 * (sorted.count - 1) / (count - 1)] }
    }
  }
}

package struct ListedEventsError: Error, CustomStringConvertible {
  let path: String
  let reason: String

  package var description: String {
    """
    Could not take events from \(path): \(reason); it has to be a table that soundmark classify --events \
    --format csv wrote.
    """
  }
}
