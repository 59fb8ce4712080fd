import Pipeline

/// How events are written, for people and for other programs.
package enum EventFormat: String, CaseIterable, Sendable {
  case table, csv, json, raven, audacity, kaleidoscope

  /// What the name of a table ends with that lies beside its sound; nil: it is printed.
  package var ending: String? {
    switch self {
    case .table: nil
    case .csv: ".events.csv"
    case .json: ".events.json"
    case .raven: ".selections.txt"
    case .audacity: ".labels.txt"
    case .kaleidoscope: ".kaleidoscope.csv"
    }
  }

  /// Whether a table may be about several sounds.
  package var namesSounds: Bool { self != .audacity }
}

/// A table of what was heard, sound by sound.
///
/// Raven: a selection table as Raven Pro exports it, a row for each of a selection's two views; over several
/// sounds its times count from the start of the first. Audacity: a label track. Kaleidoscope: the columns of
/// Kaleidoscope Pro's viewer.
package struct EventTable {
  private let format: EventFormat
  private let coversSeveral: Bool
  private var selections = 0
  /// Of the sounds before.
  private var seconds = 0.0

  /// - Parameter coversSeveral: Whether it has to say which sound an event is of.
  package init(_ format: EventFormat, coversSeveral: Bool) {
    (self.format, self.coversSeveral) = (format, coversSeveral)
  }

  /// The whole table of these sounds.
  package static func text(
    of sounds: [HeardSound], as format: EventFormat, coversSeveral: Bool
  ) -> String {
    var table = Self(format, coversSeveral: coversSeveral)
    let lines = table.header + sounds.flatMap { table.rows(of: $0) }
    guard format == .json else { return lines.joined() }
    return "[" + sounds.map(\.object.text).joined(separator: ",\n") + "]\n"
  }

  /// The lines before all rows.
  package var header: [String] {
    switch format {
    case .table, .json, .audacity: []
    case .csv:
      [
        CSVText.row([
          "file", "begin_seconds", "end_seconds", "label", "confidence", "fault",
        ])
      ]
    case .raven:
      [
        tabbed(
          ["Selection", "View", "Channel", "Begin Time (s)", "End Time (s)", "Low Freq (Hz)"]
            + ["High Freq (Hz)"] + (coversSeveral ? ["Begin Path", "File Offset (s)"] : [])
            + ["Annotation", "Confidence"])
      ]
    case .kaleidoscope:
      [
        CSVText.row([
          "INDIR", "FOLDER", "IN FILE", "OFFSET", "DURATION", "TOP1MATCH", "CONFIDENCE",
          "MANUAL ID",
        ])
      ]
    }
  }

  /// A sound's rows.
  package mutating func rows(of sound: HeardSound) -> [String] {
    if let fault = sound.fault {
      return format == .csv ? [CSVText.row([sound.path, "", "", "", "", fault.message])] : []
    }
    defer { seconds += sound.seconds }
    return sound.events.flatMap { rows(of: $0, in: sound) }
  }

  /// An event's rows.
  package mutating func rows(of event: SoundEvent, in sound: HeardSound) -> [String] {
    let (begin, end) = (decimals(event.begin, 3), decimals(event.end, 3))
    let confidence = decimals(event.confidence, 4)
    switch format {
    case .table: return [Self.line(of: event)]
    case .json: return [event.object.text + "\n"]
    case .csv: return [CSVText.row([sound.path, begin, end, event.label, confidence, ""])]
    case .audacity: return [tabbed([begin, end, event.label])]
    case .kaleidoscope:
      let parts = sound.path.split(separator: "/", omittingEmptySubsequences: false)
      return [
        CSVText.row([
          parts.dropLast().joined(separator: "/"), "", String(parts.last ?? ""), begin,
          decimals(event.end - event.begin, 3), event.label, confidence, "",
        ])
      ]
    case .raven:
      selections += 1
      return ["Waveform 1", "Spectrogram 1"].map { view in
        tabbed(
          [
            "\(selections)", view, "1", decimals(seconds + event.begin, 3),
            decimals(seconds + event.end, 3), "0.0", decimals(Double(sound.sampleRate) / 2, 1),
          ] + (coversSeveral ? [sound.path.absolutePath, begin] : []) + [event.label, confidence])
      }
    }
  }

  /// For people: `    2.0 –    6.0  Siren  0.912`.
  ///
  /// - Parameter isOpen: Whether it still goes on.
  package static func line(of event: SoundEvent, isOpen: Bool = false) -> String {
    let end = isOpen ? "…" : decimals(event.end, 2)
    return decimals(event.begin, 2).rightAligned(in: 9) + " " + end.rightAligned(in: 9)
      + "  \(decimals(event.confidence, 3))  \(event.label.onOneLine)\n"
  }

  private func tabbed(_ cells: [String]) -> String {
    cells.map(\.onOneLine).joined(separator: "\t") + "\n"
  }
}

extension HeardSound {
  /// For programs.
  package var object: JSONObject {
    var object = JSONObject()
    object.set("file", path)
    if let fault {
      object.set("category", fault.category.rawValue)
      object.set("fault", fault.message)
    } else {
      object.set("sample_rate", sampleRate)
      object.set("seconds", seconds)
      object.set("events", events.map(\.object))
    }
    return object
  }
}

extension String {
  /// With blanks for what would end a cell or a row.
  fileprivate var onOneLine: String {
    String(map { $0 == "\t" || $0.isNewline ? " " : $0 })
  }
}
