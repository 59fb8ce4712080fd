import ArgumentParser
import Audio
import Configuration
import DataSets
import Engine
import Glibc
import ModelStages
import Pipeline

struct ClassifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "classify",
    abstract: "Say what is heard in sound files.",
    discussion: """
      A model's file is all that it takes: it knows its classes, and how sound becomes what it was \
      trained on. So do published weights (soundmark weights lists them), which need no project at all: \
      efficientat-mn04 knows AudioSet's 527 classes, each with a probability of its own. Without \
      --model, the project's network that finished last is used. A sound of several segments gets the \
      mean over their probabilities.
      """)

  @OptionGroup var options: CommandOptions

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "A checkpoint of soundmark train, or published weights by name or file.", valueName: "model"))
  var model: String?

  @Option(
    name: .long,
    help: ArgumentHelp(
      "How many classes to show, the likeliest first; all, or 5 of published weights, if not said.",
      valueName: "count"))
  var top: Int?

  @Argument(
    help: ArgumentHelp("Sound files, and folders of them at any depth.", valueName: "file"))
  var files: [String]

  func validate() throws {
    if let top, top < 1 {
      throw ValidationError("--top is \(top), expected 1 or more.")
    }
  }

  func run() throws {
    TeamWaiting.keepShort()
    let files = try soundFiles()
    guard !files.isEmpty else { throw CommandExit(ExitStatus.failed) }
    let faults = files.compactMap(Self.missing)
    if faults.count == files.count {
      // Of a file that is not there, no model could say anything: that there is none comes second.
      for (file, fault) in zip(files, faults) { show(fault, of: file) }
      throw CommandExit(ExitStatus.failed)
    }
    let model = try TrainedModel(model ?? projectModel()) {
      try WeightsFolder(options.weightsPath())
    }
    if let weights = model.weights {
      options.reporter.note("classify: \(model.network), from \(weights)")
    }
    let classifier = try SoundClassifier(model)
    var given = GivenArguments()
    var isFaultless = true
    for file in files where !Interruption.isRequested {
      if let name = given.badName(file) {
        isFaultless = false
        show(AudioFault(.badName, "\(name): \(ClipNameFault.badName)."), of: name)
        continue
      }
      do throws {
        guard let found = try classifier.classify(path: file) else { break }
        show(found, of: file, by: model)
      } catch let fault as AudioFault {
        isFaultless = false
        show(fault, of: file)
      }
    }
    if !isFaultless && !Interruption.isRequested { throw CommandExit(ExitStatus.failed) }
  }

  /// Folders give way to what lies in them.
  private func soundFiles() throws -> [String] {
    try files.flatMap { file -> [String] in
      guard isFolder(file) else { return [file] }
      let folder = try SoundFolder(file)
      if let sentence = folder.passedOver.sentence { options.reporter.note("\(file): \(sentence)") }
      if folder.sounds.isEmpty { options.reporter.warn("There is no sound file in \(file).") }
      return folder.sounds
    }
  }

  private func isFolder(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  private static func missing(_ file: String) -> AudioFault? {
    guard access(file, F_OK) != 0, !file.unicodeScalars.contains("\u{FFFD}") else { return nil }
    return AudioFault(
      .missing, "There is no file \(file); check the name, and the folder that it is looked for in."
    )
  }

  private func projectModel() throws -> String {
    if access(options.config, F_OK) != 0, options.config == CommandOptions.standardConfiguration {
      throw ModelError.noProject(configuration: options.config)
    }
    let project = try ProjectModel(
      of: PipelineConfiguration.load(path: options.config, overrides: options.overrides))
    options.reporter.note(
      "classify: by run \(project.run.id), \(project.run.network) trained on folds \(project.trainFolds): "
        + project.path)
    return project.path
  }

  private func show(_ found: Classification, of file: String, by model: TrainedModel) {
    let reporter = options.reporter
    let segments = found.segments == 1 ? "" : " (\(found.segments) segments)"
    reporter.result(
      "\(file): \(found.label) "
        + decimals(found.probability, 3) + segments)
    let shown = found.probabilities.prefix(top ?? (found.isMultiLabel ? 5 : .max))
    let width = shown.map(\.label.count).max() ?? 0
    for (label, probability) in shown where !options.quiet {
      let padding = String(repeating: " ", count: width - label.count)
      reporter.result("  \(label)\(padding)  \(decimals(probability, 3))")
    }
    var probabilities = JSONObject()
    for (label, probability) in found.probabilities.prefix(top ?? .max) {
      probabilities.set(label, Double(Float(probability)))
    }
    var object = JSONObject()
    object.set("event", "classification")
    object.set("file", file)
    object.set("label", found.label)
    object.set("probability", Double(Float(found.probability)))
    object.set("probabilities", probabilities)
    object.set("segments", found.segments)
    object.set("model", model.path)
    reporter.result(object)
  }

  private func show(_ fault: AudioFault, of file: String) {
    options.reporter.error("\(fault.category.rawValue): \(fault.message)")
    var object = JSONObject()
    object.set("event", "fault")
    object.set("file", file)
    object.set("category", fault.category.rawValue)
    object.set("message", fault.message)
    options.reporter.result(object)
  }
}
