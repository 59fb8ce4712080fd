import ArgumentParser
import Audio
import Configuration
import DataSets
import Glibc
import ModelStages
import Pipeline

struct ClassifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "classify",
    abstract: "Say what is heard in sound files.",
    discussion: """
      A model's file is all that it takes: it knows its classes, and how sound becomes what it was \
      trained on. Without --model, the project's network that finished last is used. A sound of several \
      segments gets the mean over their probabilities.
      """)

  @OptionGroup var options: CommandOptions

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("A checkpoint of soundmark train.", valueName: "file"))
  var model: String?

  @Argument(help: ArgumentHelp("Sound files.", valueName: "file"))
  var files: [String]

  func run() throws {
    let faults = files.compactMap(Self.missing)
    if faults.count == files.count {
      // Of a file that is not there, no model could say anything: that there is none comes second.
      for (file, fault) in zip(files, faults) { show(fault, of: file) }
      throw CommandExit(ExitStatus.failed)
    }
    let model = try TrainedModel(contentsOf: model ?? projectModel())
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
    let width = found.probabilities.map(\.label.count).max() ?? 0
    var probabilities = JSONObject()
    for (label, probability) in found.probabilities {
      let padding = String(repeating: " ", count: width - label.count)
      if !options.quiet { reporter.result("  \(label)\(padding)  \(decimals(probability, 3))") }
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
