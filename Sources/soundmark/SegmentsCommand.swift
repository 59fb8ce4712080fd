import ArgumentParser
import Audio
import ModelStages
import Pipeline

struct SegmentsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "segments",
    abstract: "Cut events out of recordings, to be listened to.",
    discussion: """
      Takes tables that soundmark classify --events --format csv wrote, and writes WAV files (16 bits, mono) \
      into a folder for each class, their names beginning with the confidence. Of a class with more events \
      than --per-class, some of every confidence are chosen, from the highest to the lowest.
      """)

  @OptionGroup var options: CommandOptions

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("Where the folders of the classes go.", valueName: "folder"))
  var output: String

  @Option(name: .long, help: ArgumentHelp("The most events of a class.", valueName: "count"))
  var perClass = 100

  @Option(
    name: .long,
    help: ArgumentHelp("Leave out events of less confidence.", valueName: "p"))
  var confidence = 0.0

  @Option(
    name: .long,
    help: ArgumentHelp("Of a longer event, cut so much from its beginning.", valueName: "seconds"))
  var seconds = 30.0

  @Argument(help: ArgumentHelp("Tables of events.", valueName: "events"))
  var tables: [String]

  func validate() throws {
    guard perClass >= 1 else {
      throw ValidationError("--per-class is \(perClass), expected 1 or more.")
    }
    guard (0...1).contains(confidence) else {
      throw ValidationError("--confidence is \(confidence), expected 0 to 1.")
    }
    guard seconds > 0, seconds <= 3600 else {
      throw ValidationError("--seconds is \(seconds), expected more than 0, up to an hour.")
    }
  }

  func run() throws {
    let reporter = options.reporter
    let listed = try tables.flatMap { try ListedEvents(contentsOf: $0).rows }
      .filter { $0.event.confidence >= confidence }
    let chosen = ListedEvents.sample(listed, perClass: perClass)
    reporter.begin(stage: "segments", unit: "event", total: chosen.count)
    var written = 0
    for row in chosen where !Interruption.isRequested {
      do {
        try cut(row)
        written += 1
      } catch let fault as AudioFault {
        reporter.show(fault, of: row.file)
      }
      reporter.advance(done: 1)
    }
    guard !Interruption.isRequested else { return }
    let classes = Set(chosen.map(\.event.label)).count
    reporter.result(
      "segments: \(written) of \(counted(listed.count, "event")), of "
        + "\(classes == 1 ? "1 class" : "\(classes) classes"), in \(output)")
    var object = JSONObject()
    object.set("event", "summary")
    object.set("events", listed.count)
    object.set("written", written)
    object.set("path", output)
    reporter.result(object)
    if written < chosen.count { throw CommandExit(ExitStatus.failed) }
  }

  private func cut(_ row: ListedEvents.Row) throws {
    let event = row.event
    let end = min(event.end, event.begin + seconds)
    let sound = try StretchSound(path: row.file, Stretch(start: event.begin, end: end))
    let folder = output + "/" + Self.name(event.label)
    let stem = Self.name(row.file.split(separator: "/").last.map(String.init) ?? row.file)
    let path =
      "\(folder)/\(decimals(event.confidence, 3)) \(stem) "
      + "\(decimals(event.begin, 2))-\(decimals(end, 2)).wav"
    try EventFile.write(
      WaveformFile.plain(sound.samples.span, sampleRate: sound.sampleRate), to: path)
  }

  /// What a table says, as a name that leads into no other folder; file systems take 255 bytes.
  private static func name(_ text: String) -> String {
    let name = String(text.escapedForFileName.prefix(50))
    return name == "." || name == ".." || name.isEmpty ? "_\(name)" : name
  }
}
