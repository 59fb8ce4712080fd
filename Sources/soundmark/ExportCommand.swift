import ArgumentParser
import Cache
import Configuration
import ModelStages
import ONNX
import Pipeline

struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Write tensors and labels, or a trained network, for other programs.",
    discussion: """
      With --output, tensors [clips, bands, frames] float32, labels and folds; names, recordings and \
      classes are arrays of an .npz, and JSON lists in the metadata of a .safetensors; an .npy has the tensors \
      alone. A clip of several segments has as many rows, in their order. With --embeddings, embeddings [clips, features] in the \
      tensors' place: what the network that training.weights names makes of them, as a probe has left it \
      in the cache.

      With --state-dict or --onnx, the network of --model, else the project's that finished last. A state \
      dictionary has PyTorch's names; its metadata say what spectrograms are standardised by. An ONNX \
      model standardises them itself: spectrograms [batch, 1, bands, frames] in, logits [batch, classes] \
      out; its metadata_props name classes and front end.
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
  var output: String?

  @Option(
    name: .customLong("state-dict"),
    help: ArgumentHelp("Write a network's weights as safetensors for PyTorch.", valueName: "file"))
  var stateDictionary: String?

  @Option(name: .long, help: ArgumentHelp("Write a network as an ONNX model.", valueName: "file"))
  var onnx: String?

  @OptionGroup var model: ModelArguments

  func validate() throws {
    guard [output, stateDictionary, onnx].compactMap({ $0 }).count == 1 else {
      throw ValidationError("Say what to write: one of --output, --state-dict and --onnx.")
    }
    if let output, TensorExport.Format(path: output) == nil {
      throw ValidationError(
        "--output is \(output); its ending has to be .npz, .safetensors or .npy.")
    }
    guard output == nil || model.model == nil else {
      throw ValidationError("--model is for --state-dict and --onnx.")
    }
    guard output != nil || !embeddings && folds.isEmpty else {
      throw ValidationError("--folds and --embeddings are for --output.")
    }
  }

  func run() throws {
    if let output {
      try exportTensors(to: output)
    } else {
      try exportModel()
    }
  }

  private func exportTensors(to output: String) throws {
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

  private func exportModel() throws {
    let model = try model.trainedModel(options, for: "export")
    let export = try ModelExport(model)
    if let stateDictionary {
      let tensors = try export.stateDictionary()
      try tensors.write(to: stateDictionary)
      report(model, "\(counted(tensors.names.count, "tensor"))", in: stateDictionary)
    } else if let onnx {
      let written = try export.onnx()
      try written.write(to: onnx)
      report(
        model,
        "ONNX, opset \(ONNXModel.opset), for spectrograms of "
          + (written.takesAnyLength ? "any length" : "this length alone"), in: onnx)
    }
  }

  private func report(_ model: TrainedModel, _ what: String, in path: String) {
    options.reporter.result("export: \(model.network) as \(what), in \(path)")
    var object = JSONObject()
    object.set("event", "summary")
    object.set("network", model.network)
    object.set("path", path)
    options.reporter.result(object)
  }
}
