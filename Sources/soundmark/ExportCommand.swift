import ArgumentParser
import Cache
import Configuration
import ModelStages
import Pipeline

struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Write tensors and labels as one file that numpy or PyTorch loads.",
    discussion: """
      tensors [clips, bands, frames] float32, labels and folds; names, recordings and classes are arrays \
      of an .npz, and JSON lists in the metadata of a .safetensors; an .npy has the tensors alone. A clip of several segments has as \
      many rows, in their order. With --embeddings, embeddings [clips, features] in the tensors' place: \
      what the network that training.weights names makes of them, as a probe has left it in the cache.
      """)

  @OptionGroup var options: CommandOptions

  @Option(
    name: .long, parsing: .upToNextOption,
    help: ArgumentHelp("The folds to write; all if left out.", valueName: "k"))
  var folds: [FoldName] = []

  @Flag(name: .long, help: "Write embeddings in place of tensors.")
  var embeddings = false

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("The file, .npz, .safetensors or .npy by its ending.", valueName: "file"))
  var output: String

  func validate() throws {
    guard TensorExport.Format(path: output) != nil else {
      throw ValidationError(
        "--output is \(output); its ending has to be .npz, .safetensors or .npy.")
    }
  }

  func run() throws {
    let reporter = options.reporter
    let configuration = try PipelineConfiguration.load(
      path: options.config, overrides: options.overrides)
    let store = ObjectStore(root: configuration.paths.cache)
    let context = try StageContext(lookingAt: configuration, store, reporter)
    let export = try TensorExport(folds: folds, embeddings: embeddings, in: context)
    let folder = folder(of: output)
    let free = LocalFileSystem().freeBytes(at: folder)
    guard export.byteCount < free else {
      throw StageError.diskTooSmall(
        stage: "export", needs: export.byteCount, free: free, cache: folder)
    }
    guard let inUse = try CacheLocks(store: store).shareCache() else { return }
    reporter.note(
      "export: \(counted(export.count, export.noun)), takes \(sizeText(export.byteCount))")
    try export.write(to: output, as: TensorExport.Format(path: output)!)
    _ = consume inUse
    guard !Interruption.isRequested else { return }
    reporter.result("export: \(counted(export.count, export.noun)) in \(output)")
    var object = JSONObject()
    object.set("event", "summary")
    object.set("\(export.noun)s", export.count)
    object.set("path", output)
    reporter.result(object)
  }
}
