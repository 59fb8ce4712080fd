import Audio
import Cache
import Glibc
import Manifest
import ModelStages
import Pipeline

/// `soundmark classify --events`: recordings, or standard input, to tables of events.
struct EventRun {
  private let options: CommandOptions
  private let given: SoundArguments
  private let arguments: EventArguments
  private var reporter: Reporter { options.reporter }

  init(_ options: CommandOptions, _ given: SoundArguments, _ arguments: EventArguments) {
    (self.options, self.given, self.arguments) = (options, given, arguments)
  }

  func run() throws {
    if given.files == ["-"] { return try listenLive() }
    let sounds = try given.sounds(options)
    if let output = arguments.output, sounds.count > 1, !arguments.chosenFormat.namesSounds {
      throw EventOutputError.several(output, arguments.chosenFormat)
    }
    let listener = try makeListener()
    let reporter = reporter
    var journals: [String: EventJournal] = [:]
    var heard: [HeardSound] = []
    var (events, skipped) = (0, 0)
    reporter.begin(stage: "classify", unit: "sound", total: sounds.count)
    let isFaultless = try given.forEach(sounds, options) { file in
      defer { reporter.advance(done: 1) }
      let journal = try journalFolder(of: file).map { folder in
        let journal = try journals[folder] ?? EventJournal(in: folder, for: listener)
        journals[folder] = journal
        return journal
      }
      let known = journal?.heard(file)
      let stamp = FileStamp(of: file)
      guard let sound = try known ?? listener.listen(to: file) else { return }
      if known != nil {
        skipped += 1
      } else if let journal, let stamp {
        try journal.add(sound, stamp)
      }
      events += sound.events.count
      tell(of: sound)
      if let journal, arguments.output == nil { try writeBeside(sound, journal) }
      if arguments.picture {
        try EventFile.write(sound.picture(), to: sound.path + HeardSound.pictureEnding)
      }
      if arguments.output != nil { heard.append(sound) }
    } failed: { file, fault in
      heard.append(HeardSound(path: file, fault: fault))
    }
    guard !Interruption.isRequested else { return }
    if let output = arguments.output {
      try EventFile.write(
        table(of: heard, coversSeveral: arguments.chosenFormat.namesSounds), to: output)
    }
    summarise(sounds.count, events, skipped)
    if !isFaultless { throw CommandExit(ExitStatus.failed) }
  }

  private func makeListener(isLive: Bool = false) throws -> EventListener {
    let model = try given.model.trainedModel(options, for: "classify")
    if let note = model.calibrationNote { reporter.note("classify: \(note)") }
    let settings = try EventSettings(
      model, hop: arguments.hop, thresholds: arguments.threshold)
    return try EventListener(model, settings, isLive: isLive)
  }

  /// Where it is kept what was heard; nil where all is printed and nothing written.
  private func journalFolder(of file: String) -> String? {
    guard arguments.chosenFormat.ending != nil else { return nil }
    return folder(of: arguments.output ?? file)
  }

  /// Prints it, if that was asked for.
  private func tell(of sound: HeardSound) {
    var object = JSONObject()
    object.set("event", "sound")
    object.set("sound", sound.object)
    reporter.result(object)
    guard arguments.chosenFormat.ending == nil else { return }
    let events = sound.events.isEmpty ? "nothing" : counted(sound.events.count, "event")
    reporter.result("\(sound.path): \(events) in \(decimals(sound.seconds, 1)) s")
    for event in sound.events { reporter.result(lines: shown(event)) }
  }

  /// Writes the table that lies beside a sound; one that somebody has corrected is theirs, and stays.
  private func writeBeside(_ sound: HeardSound, _ journal: EventJournal) throws {
    let path = sound.path + (arguments.chosenFormat.ending ?? "")
    let bytes = table(of: [sound], coversSeveral: false)
    switch journal.place(at: path, for: bytes) {
    case .same: return
    case .changed:
      reporter.warn(
        "\(path) is not as it was written, and stays as it is; give it another name to have it written anew."
      )
    case .free:
      try EventFile.write(bytes, to: path)
      try journal.add(table: path, bytes)
    }
  }

  private func shown(_ event: SoundEvent, isOpen: Bool = false) -> String {
    String(EventTable.line(of: event, isOpen: isOpen).dropLast())
  }

  private func table(of sounds: [HeardSound], coversSeveral: Bool) -> [UInt8] {
    Array(
      EventTable.text(of: sounds, as: arguments.chosenFormat, coversSeveral: coversSeveral).utf8)
  }

  private func summarise(_ sounds: Int, _ events: Int, _ skipped: Int) {
    var object = JSONObject()
    object.set("event", "summary")
    object.set("sounds", sounds)
    object.set("events", events)
    object.set("known", skipped)
    reporter.result(object)
    guard let ending = arguments.chosenFormat.ending else { return }
    let place = arguments.output.map { "in \($0)" } ?? "in tables beside them (…\(ending))"
    let known = skipped > 0 ? "; \(skipped) had been listened to before" : ""
    reporter.result(
      "classify: \(counted(events, "event")) of \(counted(sounds, "sound")) \(place)\(known)")
  }

  // MARK: - Standard input

  /// A line as something is heard, and one when it is over.
  private func listenLive() throws {
    let listener = try makeListener(isLive: true)
    do {
      var pipe = try SoundPipe(
        descriptor: STDIN_FILENO, name: "standard input", raw: arguments.raw,
        stops: { Interruption.isRequested })
      let format = arguments.chosenFormat
      let sound = HeardSound(
        path: "-", sampleRate: pipe.header.sampleRate, seconds: 0, events: [])
      var table = EventTable(format, coversSeveral: false)
      table.header.forEach(printRow)
      try listener.listen(to: &pipe) { event in
        if format == .table { reporter.result(shown(event, isOpen: true)) }
        show("begin", event)
      } ends: { event in
        table.rows(of: event, in: sound).forEach(printRow)
        show("end", event)
      }
    } catch let fault as AudioFault {
      reporter.show(fault, of: "-")
      throw CommandExit(ExitStatus.failed)
    }
  }

  private func show(_ name: String, _ event: SoundEvent) {
    var object = JSONObject()
    object.set("event", name)
    object.set("sound", event.object)
    reporter.result(object)
  }

  /// As it stands, its tabs kept.
  private func printRow(_ row: String) {
    let cells = row.dropLast().split(separator: "\t", omittingEmptySubsequences: false)
    reporter.result(cells: cells.map(String.init))
  }
}

enum EventFile {
  /// Puts a file whole where it belongs, and makes the folder where there is none.
  ///
  /// - Throws: `EventOutputError`.
  static func write(_ bytes: [UInt8], to path: String) throws {
    var failure: FileSystemError?
    do throws(FileSystemError) {
      let files = LocalFileSystem()
      try files.createDirectory(folder(of: path))
      try files.replace(path, with: bytes.span.bytes, temporary: "\(path).\(getpid()).part")
    } catch {
      failure = error
    }
    if let failure {
      throw EventOutputError.unwritable(path, String(cString: strerror(failure.code)))
    }
  }
}

enum EventOutputError: Error, CustomStringConvertible {
  case several(String, EventFormat)
  case unwritable(String, String)

  var description: String {
    switch self {
    case .several(let path, let format):
      """
      Could not write the events of several sounds to \(path): in the format \(format.rawValue) a row does \
      not say of which sound it is; leave out --output, and each sound gets a table beside it.
      """
    case .unwritable(let path, let reason):
      """
      Could not write the events to \(path): \(reason); choose a place with --output FILE that can be \
      written, and run it again: what was heard before is kept.
      """
    }
  }
}
