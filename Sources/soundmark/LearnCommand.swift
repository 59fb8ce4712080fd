import ArgumentParser
import Audio
import Engine
import Glibc
import ModelStages
import Pipeline

struct LearnCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "learn",
    abstract: "Make a model of your own classes from examples.",
    discussion: """
      EXAMPLES is a folder with a folder of sounds for each class, or a table with the columns file and label, \
      or labels, where several are heard in a sound: wren; rain. A network that others trained turns each sound \
      into numbers, and a regression on these tells the classes apart: some dozens of sounds a class are a \
      start, and it takes seconds. How well it does on recordings that it has not learned from is printed, and \
      the model's file is all that classify takes, with --events too.

      The file carries the numbers of its examples, so that classes and sounds can be added to it: soundmark \
      learn --model model.safetensors --add wren=FOLDER
      """)

  @OptionGroup var options: CommandOptions

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "What to hear through: published weights, a checkpoint, or a model of learn, to which is added.",
      valueName: "model"))
  var model = "efficientat-mn04"

  @Option(
    name: .customLong("add"),
    help: ArgumentHelp(
      "The sounds of a folder as a class, new or not; may be repeated.", valueName: "name=folder"))
  var added: [AddedClass] = []

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "The model to write; if not said, the one that is added to, else model.safetensors.",
      valueName: "file"))
  var output: String?

  @Option(
    name: .long,
    help: ArgumentHelp(
      "Where a table's files lie, if not beside it.", valueName: "folder"))
  var audio: String?

  @Option(
    name: .long,
    help: ArgumentHelp(
      """
      A regular expression with a group that finds, in a file's name, the recording that it was cut from, as \
      in '^([^_]*)_'. Sounds of one recording are held out together; if not said, each file is one, or what a \
      table's column recording says.
      """, valueName: "pattern"))
  var recordings: String?

  @Option(
    name: .long,
    help: ArgumentHelp("What lies between labels in a table's column labels.", valueName: "text"))
  var separator = ";"

  @Argument(help: ArgumentHelp("A folder or a table.", valueName: "examples"))
  var examples: String?

  func validate() throws {
    guard examples != nil || !added.isEmpty else {
      throw ValidationError(
        "Say what to learn from: a folder with a folder a class, a table, or --add name=folder.")
    }
    guard !separator.isEmpty else { throw ValidationError("--separator is empty.") }
  }

  func run() throws {
    TeamWaiting.keepShort()
    let reporter = options.reporter
    var sounds = try ExampleSounds(recordingPattern: recordings)
    if let examples { try sounds.add(examples, audio: audio, separator: separator) }
    for added in added { try sounds.add(class: added.name, from: added.folder) }
    for sentence in sounds.passedOver { reporter.note("learn: \(sentence)") }
    let network = try TrainedModel(model) { try WeightsFolder(options.weightsPath()) }
    let place = output ?? (network.isExtensible ? network.path : "model.safetensors")
    try checkPlace(place)
    let embedder = try ExampleEmbedder(network, isMultiLabel: sounds.isMultiLabel)
    note(network, isEmpty: embedder.examples.classes.isEmpty)
    let isFaultless = try hear(sounds.sounds, by: embedder)
    guard !Interruption.isRequested else { return }
    let learned = try LearnedModel(embedder.examples, through: network)
    do {
      try EventFile.write(learned.file.encoded(), to: place)
    } catch EventOutputError.unwritable(let path, let reason) {
      throw LearnError.unwritable(path, reason: reason)
    }
    LearnReport(learned.figures, place: place).show(reporter)
    if !isFaultless { throw CommandExit(ExitStatus.failed) }
  }

  /// - Throws: `LearnError.occupied` where something else would be lost.
  private func checkPlace(_ place: String) throws {
    guard access(place, F_OK) == 0 else { return }
    guard (try? TrainedModel(contentsOf: place))?.isExtensible == true else {
      throw LearnError.occupied(place)
    }
  }

  private func note(_ network: TrainedModel, isEmpty: Bool) {
    if let weights = network.weights {
      options.reporter.note("learn: through \(network.network), from \(weights)")
    }
    if isEmpty, network.weights == nil, !network.classes.isEmpty {
      options.reporter.note(
        "learn: through \(network.network) of \(network.path); its own classes are not kept, since it does "
          + "not carry what it has learned from")
    }
  }

  /// Whether all sounds could be listened to; what could not is said.
  private func hear(_ sounds: [ExampleSound], by embedder: ExampleEmbedder) throws -> Bool {
    var isFaultless = true
    options.reporter.begin(stage: "learn", unit: "sound", total: sounds.count)
    for sound in sounds {
      do {
        guard try embedder.add(sound) else { return isFaultless }
        options.reporter.advance(done: 1)
      } catch let fault as AudioFault {
        isFaultless = false
        options.reporter.advance(done: 0, failed: 1)
        options.reporter.show(fault, of: sound.path)
      }
    }
    return isFaultless
  }
}

/// `wren=recordings/wren`
struct AddedClass: ExpressibleByArgument {
  let name: String
  let folder: String

  init?(argument: String) {
    guard let sign = argument.firstIndex(of: "="), sign != argument.startIndex else { return nil }
    name = String(argument[..<sign])
    folder = String(argument[argument.index(after: sign)...])
    if folder.isEmpty { return nil }
  }
}
