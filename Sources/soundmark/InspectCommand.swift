import ArgumentParser
import Audio
import Cache
import Configuration
import Glibc
import ModelStages
import Pipeline

struct InspectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect",
    abstract: "Draw a clip, a class, or show the front end.",
    discussion: """
      inspect CLIP                   facts, faults, waveform, spectrogram
      inspect --explain CLIP         what a network goes by in it
      inspect --class NAME --sheet   a class's spectrograms on one page
      inspect --front-end            how sound becomes tensors, here and in Python
      """)

  @OptionGroup var options: CommandOptions

  @Argument(help: "A clip's name or number, or any sound file.")
  var clip: String?

  @Flag(
    help: """
      Show what a network goes by in the clip: --model's, else that of the run which was tested on it, else \
      the project's last.
      """)
  var explain = false

  @OptionGroup var model: ModelArguments

  @Option(name: .customLong("class"), help: ArgumentHelp("A class.", valueName: "name"))
  var label: String?

  @Flag(name: .long, help: "Draw the class's spectrograms on one page.")
  var sheet = false

  @Flag(name: .long, help: "Print the front-end card.")
  var frontEnd = false

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("The PNG; named after what it shows if left out.", valueName: "file"))
  var output: String?

  func validate() throws {
    guard sheet == (label != nil) else {
      throw ValidationError("--class and --sheet go together: inspect --class siren --sheet.")
    }
    guard !explain || clip != nil else {
      throw ValidationError("--explain takes a clip: inspect --explain dog.wav.")
    }
    guard explain || model.model == nil else {
      throw ValidationError("--model goes with --explain.")
    }
    guard [clip != nil, label != nil, frontEnd].count(where: { $0 }) == 1 else {
      throw ValidationError("Name one of: a clip, --class with --sheet, --front-end.")
    }
  }

  func run() throws {
    let configuration = try options.loadConfiguration()
    if frontEnd { return show(configuration) }
    let store = ObjectStore(root: configuration.paths.cache)
    let context = try StageContext(lookingAt: configuration, store, options.reporter)
    if let label {
      let sheet = try ClassSheet(of: label, in: context)
      try write(sheet.encoded(), to: output ?? "\(label.escapedForFileName)-sheet.png")
    } else if let clip {
      var given = GivenArguments()
      if let name = given.badName(clip) { throw InspectionError.badName(name) }
      let inspection = try ClipInspection(clip, in: context)
      if explain {
        let model = try trainedModel(for: inspection, in: context)
        try ExplanationOutput(inspection, model).show(options.reporter) { bytes in
          try write(
            bytes, to: output ?? "\(inspection.stem.escapedForFileName)-explanation.png")
        }
      } else {
        try show(inspection)
      }
    }
  }

  /// An hour has 900.
  private static let tensorsShown = 3

  private func show(_ inspection: ClipInspection) throws {
    let reporter = options.reporter
    var object = JSONObject()
    object.set("event", "clip")
    let (facts, tensors) = (inspection.facts, inspection.tensors)
    for (name, value) in facts + tensors.prefix(Self.tensorsShown) {
      reporter.result("\(name.leftAligned(in: 12))\(value)")
    }
    if tensors.count > Self.tensorsShown {
      reporter.result(
        "\("".leftAligned(in: 12))and \(counted(tensors.count - Self.tensorsShown, "tensor")) more"
          + " (--json lists them)")
    }
    for (name, value) in facts + tensors {
      object.set(name.replacing(" ", with: "_"), value)
    }
    var faults = inspection.faults.map(\.message)
    for fault in inspection.faults {
      reporter.result("\(fault.category.leftAligned(in: 12))\(fault.message)")
    }
    do {
      let picture = try inspection.picture()
      try write(
        picture, to: output ?? "\(inspection.stem.escapedForFileName)-spectrogram.png")
    } catch let fault as AudioFault {
      if !faults.contains(fault.message) {
        faults.append(fault.message)
        reporter.result("\(fault.category.rawValue.leftAligned(in: 12))\(fault.message)")
      }
    }
    object.set("faults", faults.joined(separator: "\n"))
    reporter.result(object)
    if !faults.isEmpty { throw CommandExit(ExitStatus.failed) }
  }

  private func show(_ configuration: PipelineConfiguration) {
    let reporter = options.reporter
    let card = FrontEndCard(configuration)
    var object = JSONObject()
    object.set("event", "front-end")
    object.set("hash", card.hash)
    reporter.result("front end \(card.hash)")
    var parameters = JSONObject()
    for parameter in card.parameters {
      reporter.result("  \(parameter.key) = \(parameter.value)")
      parameters.set(parameter.key, parameter.value)
    }
    object.set("parameters", parameters)
    reporter.result("made with \(FrontEndCard.libraries) (no part of the hash)")
    object.set("libraries", FrontEndCard.libraries)
    switch PythonFrontEnd(configuration.segment, configuration.spectrogram) {
    case .program(let program):
      reporter.result(lines: "\nThe same in Python:\n\n\(program)")
      object.set("python", program)
    case .none(let reason):
      reporter.result("")
      reporter.result("Neither torchaudio nor librosa has the same: \(reason).")
      object.set("no_python", reason)
    }
    reporter.result(object)
  }

  /// Of its own accord one that did not learn from the clip.
  private func trainedModel(for clip: ClipInspection, in context: StageContext) throws
    -> TrainedModel
  {
    guard model.model == nil, let tested = try clip.testedModel(in: context) else {
      return try model.trainedModel(options, for: "inspect")
    }
    options.reporter.note(
      "inspect: by run \(tested.run), which was tested on the clip: \(tested.path)")
    return try TrainedModel(contentsOf: tested.path)
  }

  private func write(_ bytes: [UInt8], to path: String) throws {
    try LocalFileSystem().replace(path, with: bytes.span.bytes, temporary: "\(path).part")
    options.reporter.result("picture     \(path)")
    var object = JSONObject()
    object.set("event", "picture")
    object.set("path", path)
    options.reporter.result(object)
  }
}

extension CommandOptions {
  /// The project's; the defaults outside of any.
  func loadConfiguration() throws -> PipelineConfiguration {
    if config == Self.standardConfiguration, access(config, F_OK) != 0 {
      return try PipelineConfiguration(
        text: Array("{}".utf8), path: config, overrides: overrides)
    }
    return try PipelineConfiguration.load(path: config, overrides: overrides)
  }
}
