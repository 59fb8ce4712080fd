import ArgumentParser
import Engine
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
      mean over their probabilities. With --events, a recording of any length becomes a table of what is \
      heard and when; - listens to standard input: arecord -f cd | soundmark classify --events -
      """)

  @OptionGroup var options: CommandOptions

  @Option(
    name: .long,
    help: ArgumentHelp(
      "How many classes to show, the likeliest first; all, or 5 of published weights, if not said.",
      valueName: "count"))
  var top: Int?

  @Option(
    name: .long,
    help: ArgumentHelp(
      """
      Also name every class that it may be, so that the truth is missing in this share of sounds at most, and say \
      where it is like nothing that the model has learned from: none of these. Of known sounds that share at most is \
      taken for it.
      """,
      valueName: "share"))
  var unsure: Double?

  @OptionGroup(title: "Events") var events: EventArguments

  @OptionGroup var given: SoundArguments

  func validate() throws {
    if let top, top < 1 {
      throw ValidationError("--top is \(top), expected 1 or more.")
    }
    if let unsure, !(unsure > 0 && unsure < 1) {
      throw ValidationError("--unsure is \(unsure), expected a share between 0 and 1, such as 0.1.")
    }
    if unsure != nil && events.areWanted {
      throw ValidationError("--unsure is for whole sounds, expected without --events.")
    }
    try events.check(given, options)
  }

  func run() throws {
    TeamWaiting.keepShort()
    if events.areWanted { return try EventRun(options, given, events).run() }
    let sounds = try given.sounds(options)
    let model = try given.model.trainedModel(options, for: "classify")
    let classifier = try SoundClassifier(model, unsure: unsure)
    for note in [model.calibrationNote, classifier.unsureNote].compactMap(\.self) {
      options.reporter.note("classify: \(note)")
    }
    let isFaultless = try given.forEach(sounds, options) { file in
      guard let found = try classifier.classify(path: file) else { return }
      show(found, of: file, by: model)
    }
    if !isFaultless && !Interruption.isRequested { throw CommandExit(ExitStatus.failed) }
  }

  private func show(_ found: Classification, of file: String, by model: TrainedModel) {
    let reporter = options.reporter
    let segments = found.segments == 1 ? "" : " (\(found.segments) segments)"
    let label = "\(found.label) \(decimals(found.probability, 3))"
    let novelty = found.novelty.flatMap { $0.isNoneOfThese ? $0 : nil }
    reporter.result("\(file): " + (novelty == nil ? label : "none of these (\(label))") + segments)
    if let novelty {
      reporter.result(
        "  of known sounds only \(decimals(novelty.pValue * 100, 1)) % are as far from what was learned from"
      )
    } else if let set = found.set, let unsure {
      reporter.result(
        "  is, but for \(decimals(unsure * 100, 1)) % of sounds, one of: \(set.joined(separator: ", "))"
      )
    }
    let shown = found.probabilities.prefix(top ?? (found.isMultiLabel ? 5 : .max))
    let width = shown.map(\.label.displayWidth).max() ?? 0
    for (label, probability) in shown where !options.quiet {
      reporter.result("  \(label.leftAligned(in: width))  \(decimals(probability, 3))")
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
    object.set("calibrated", found.isCalibrated)
    if let unsure { object.set("unsure", unsure) }
    if let set = found.set { object.set("set", set) }
    if let novelty = found.novelty {
      object.set("novelty_p", novelty.pValue)
      object.set("none_of_these", novelty.isNoneOfThese)
    }
    object.set("segments", found.segments)
    object.set("model", model.path)
    reporter.result(object)
  }
}
