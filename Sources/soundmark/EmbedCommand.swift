import ArgumentParser
import Engine
import ModelStages
import Pipeline

struct EmbedCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "embed",
    abstract: "Write what a network makes of sound files, as numbers for other programs.",
    discussion: """
      A row a segment, the vector that the network's head takes: 384 numbers of \
      efficientat-mn04. An .npy holds the rows alone; an .npz also names, start_seconds, model and \
      front_end, the hash that soundmark inspect --front-end prints. Without --model, the project's \
      network that finished last is used.
      """)

  @OptionGroup var options: CommandOptions

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("The file to write, .npz or .npy by its ending.", valueName: "file"))
  var output = "embeddings.npz"

  @OptionGroup var given: SoundArguments

  func validate() throws {
    guard SoundEmbeddingFile.Format(path: output) != nil else {
      throw ValidationError("--output is \(output); its ending has to be .npz or .npy.")
    }
  }

  func run() throws {
    TeamWaiting.keepShort()
    let sounds = try given.sounds(options)
    let model = try given.model.trainedModel(options, for: "embed")
    let embedder = try SoundEmbedder(model)
    let reporter = options.reporter
    reporter.begin(stage: "embed", unit: "sound", total: sounds.count)
    var rows: [SoundEmbedding] = []
    let isFaultless = try given.forEach(sounds, options) { file in
      defer { reporter.advance(done: 1) }
      rows += try embedder.embed(path: file) ?? []
    }
    guard !Interruption.isRequested else { return }
    // Of nothing but faults there is nothing to write.
    guard !rows.isEmpty else { throw CommandExit(ExitStatus.failed) }
    try SoundEmbeddingFile(rows, features: embedder.features, by: model).write(
      to: output, as: SoundEmbeddingFile.Format(path: output)!)
    reporter.result(
      "embed: \(counted(rows.count, "segment")), \(embedder.features) numbers each, in \(output)")
    var object = JSONObject()
    object.set("event", "summary")
    object.set("segments", rows.count)
    object.set("features", embedder.features)
    object.set("path", output)
    reporter.result(object)
    if !isFaultless { throw CommandExit(ExitStatus.failed) }
  }
}
