import ArgumentParser
import Audio
import ModelStages
import Pipeline

/// What `soundmark classify --events` takes besides.
struct EventArguments: ParsableArguments {
  @Flag(
    name: .customLong("events"),
    help: "Say what is heard when: windows overlap, and what they hear is merged into events.")
  var areWanted = false

  @Option(
    name: .long,
    help: ArgumentHelp(
      """
      From the start of a window to that of the next; if not said, half a window, or the model's \
      segment.hopSeconds where that is less.
      """, valueName: "seconds"))
  var hop: Double?

  @Option(
    name: .long,
    help: ArgumentHelp(
      """
      How probable a class has to be at some moment of an event, which goes on while it is half as \
      probable; if not said, where F1 was best on sounds that the model had not learned from, if it knows that, \
      else \(EventSettings.threshold). Siren=0.3 is for one class; may be repeated.
      """, valueName: "p"))
  var threshold: [EventThreshold] = []

  @Option(
    name: .long,
    help: ArgumentHelp(
      "A table is printed, all others lie beside each sound.", valueName: "format"))
  var format: EventFormat?

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("One file for all sounds; csv if no format is said.", valueName: "file"))
  var output: String?

  @Flag(name: .long, help: "Draw a timeline beside each sound, \(HeardSound.pictureEnding).")
  var picture = false

  @Option(
    name: .long,
    help: ArgumentHelp(
      "Standard input is no WAV file but bare 16-bit samples: 48000x2 is stereo at 48 kHz.",
      valueName: "rate x channels"))
  var raw: SoundPipe.RawForm?

  var chosenFormat: EventFormat { format ?? (output == nil ? .table : .csv) }

  /// - Throws: `ValidationError` where options do not go together.
  func check(_ given: SoundArguments, _ options: CommandOptions) throws {
    guard areWanted else {
      let said = [
        ("--hop", hop != nil), ("--threshold", !threshold.isEmpty), ("--format", format != nil),
        ("--output", output != nil), ("--picture", picture), ("--raw", raw != nil),
      ].first { $0.1 }
      if let said { throw ValidationError("\(said.0) says how --events are made; add --events.") }
      return
    }
    if options.overrides.contains(where: { $0.hasPrefix("segment.hopSeconds=") }) {
      throw ValidationError(
        "--set segment.hopSeconds does not reach a model, which has its front end with it; say --hop."
      )
    }
    let isLive = given.files.contains("-")
    if isLive, given.files.count > 1 {
      throw ValidationError("Standard input (-) is listened to alone, without other files.")
    }
    if isLive, output != nil || picture {
      throw ValidationError(
        "What is heard on standard input is printed as it is heard; leave out --output and --picture, and "
          + "send it to a file with >.")
    }
    if raw != nil, !isLive {
      throw ValidationError("--raw says what standard input is; say - in the place of files.")
    }
    if output != nil, chosenFormat.ending == nil {
      throw ValidationError("A table is printed; for --output say another --format, such as csv.")
    }
  }
}

extension EventFormat: ExpressibleByArgument {}

extension EventThreshold: ExpressibleByArgument {
  public init?(argument: String) { self.init(argument) }
}

extension SoundPipe.RawForm: ExpressibleByArgument {
  public init?(argument: String) { self.init(argument) }
}
