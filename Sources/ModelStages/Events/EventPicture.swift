import Figures
import Imaging

extension HeardSound {
  /// What the name of a picture ends with that lies beside its sound.
  package static let pictureEnding = ".events.png"
  /// More rows than fit on a screen.
  private static let mostRows = 25

  /// A timeline as a PNG file: the classes that sound longest, those that begin first on top.
  ///
  /// - Throws: `ImagingError`.
  package func picture() throws -> [UInt8] {
    let classes = Dictionary(grouping: events, by: \.label)
    let longest = classes.sorted {
      (Self.seconds($1.value), $0.key) < (Self.seconds($0.value), $1.key)
    }.prefix(Self.mostRows)
    let rows = longest.sorted { ($0.value[0].begin, $0.key) < ($1.value[0].begin, $1.key) }
    let name = path.split(separator: "/").last.map(String.init) ?? path
    let left = classes.count - rows.count
    return try TimelineFigure(
      title: name + (left > 0 ? " (without \(left) more classes)" : ""), seconds: seconds,
      rows: rows.map { label, events in
        (
          label,
          events.map { .init(begin: $0.begin, end: $0.end, confidence: $0.confidence) }
        )
      }
    ).encoded()
  }

  private static func seconds(_ events: [SoundEvent]) -> Double {
    events.reduce(0) { $0 + $1.end - $1.begin }
  }
}
