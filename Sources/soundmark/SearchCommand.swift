import ArgumentParser
import Audio
import Cache
import Configuration
import DataSets
import Engine
import ModelStages
import Pipeline

struct SearchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "search",
    abstract: "Find what sounds like a file, among a project's clips or in a folder.",
    discussion: """
      By the cosine of the angle between two embeddings, exactly, 1 for the same. Of a sound of several segments, \
      the one that is most like a segment counts. Among a project's clips, by the embeddings that \
      training.weights make of them and a probe has left in the cache; with --in, in any folder, by those of \
      --model, which are made the first time and kept.
      """)

  @OptionGroup var options: CommandOptions

  @Option(
    name: .customLong("in"),
    help: ArgumentHelp("A folder of sounds, at any depth.", valueName: "folder"))
  var folder: String?

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "What hears the folder's sounds: published weights, or a model; efficientat-mn04 if not said.",
      valueName: "model"))
  var model: String?

  @Option(
    name: .long, help: ArgumentHelp("A clip of the project's by its name.", valueName: "name"))
  var clip: String?

  @Option(name: .long, help: ArgumentHelp("How many segments to show.", valueName: "count"))
  var top = 20

  @Argument(help: ArgumentHelp("A sound file.", valueName: "file"))
  var file: String?

  func validate() throws {
    guard top >= 1 else { throw ValidationError("--top is \(top), expected 1 or more.") }
    guard (clip == nil) != (file == nil) else {
      throw ValidationError("Say what to search for: a sound file, or --clip with a clip's name.")
    }
    guard clip == nil || folder == nil else {
      throw ValidationError("--clip names a project's clip; with --in, say a sound file.")
    }
    guard model == nil || folder != nil else {
      throw ValidationError(
        "--model says what hears the sounds of a folder; add --in FOLDER (a project has training.weights)."
      )
    }
  }

  func run() throws {
    TeamWaiting.keepShort()
    do {
      if let folder, let file {
        try search(folder, for: file)
      } else {
        try searchProject()
      }
    } catch let fault as AudioFault {
      options.reporter.show(fault, of: file ?? "")
      throw CommandExit(ExitStatus.failed)
    }
  }

  private func searchProject() throws {
    let configuration = try PipelineConfiguration.load(
      path: options.config, overrides: options.overrides)
    let store = ObjectStore(root: configuration.paths.cache)
    let context = try StageContext(lookingAt: configuration, store, options.reporter)
    guard let inUse = try CacheLocks(store: store).shareCache() else { return }
    let search = try SoundSearch(in: context)
    let matches =
      if let clip {
        try search.matches(ofClip: clip, count: top)
      } else {
        try search.matches(ofFile: file!, count: top)
      }
    _ = consume inUse
    options.reporter.note("search: among \(counted(search.count, "segment"))")
    let width = matches.map(\.label.displayWidth).max() ?? 0
    for match in matches {
      let label = match.label.leftAligned(in: width)
      show(match.similarity, "\(label)  \(match.clip)", start: match.start) { object in
        object.set("clip", match.clip)
        object.set("label", match.label)
        object.set("fold", match.fold)
      }
    }
  }

  private func search(_ folder: String, for file: String) throws {
    let sounds = try SoundFolder(folder)
    if let sentence = sounds.passedOver.sentence { options.reporter.note("\(folder): \(sentence)") }
    let weights = try WeightsFolder(options.weightsPath())
    let model = try TrainedModel(self.model ?? "efficientat-mn04") { weights }
    let reporter = options.reporter
    reporter.begin(stage: "embed", unit: "sound", total: sounds.sounds.count)
    let prepared = try FolderSearch.prepare(
      sounds.sounds, of: folder, by: model, kept: weights.path,
      advance: { reporter.advance(done: 1) }, failed: { reporter.show($1, of: $0) })
    guard let search = prepared else { return }
    reporter.note("search: among \(counted(search.count, "segment"))")
    for match in try search.matches(ofFile: file, count: top) {
      show(match.similarity, match.path, start: match.start) { $0.set("file", match.path) }
    }
  }

  private func show(
    _ similarity: Double, _ text: String, start: Double, _ add: (inout JSONObject) -> Void
  ) {
    options.reporter.result(
      "\(decimals(similarity, 3))  \(text)  from \(decimals(start, 2)) s")
    var object = JSONObject()
    object.set("event", "match")
    object.set("similarity", similarity)
    add(&object)
    object.set("start_seconds", start)
    options.reporter.result(object)
  }
}
