import Configuration
import DataStages
import Glibc
import Manifest
import ModelStages
import Pipeline
import TensorFiles
import TestSupport
import Testing

/// Twelve clips in three folds, read back from what export wrote.
@Suite(.serialized) struct ExportTests {
  let data: SmallDataSet

  init() throws {
    data = try SmallDataSet()
    _ = try data.run(IngestStage())
    _ = try data.run(SegmentStage())
    _ = try data.run(RenderStage())
  }

  private func export(folds: [FoldName], _ name: String) throws -> String {
    let path = "\(data.folder)/\(name)"
    try TensorExport(folds: folds, in: data.context()).write(
      to: path, as: #require(TensorExport.Format(path: path)))
    return path
  }

  @Test func safetensorsHoldTheTensorsOfTheFolds() throws {
    let path = try export(folds: [3, 1], "clips.safetensors")
    let file = try SafetensorsFile(contentsOf: path)
    let rows = data.rows.filter { $0.fold != 2 }.sorted { $0.name < $1.name }
    let labels = try file.integers(named: "labels", shape: [8])
    #expect(labels == rows.map { Int64($0.label) })
    #expect(try file.integers(named: "folds", shape: [8]) == rows.map { Int64($0.fold) })
    #expect(file.metadata["names"] == "[\(rows.map { "\"\($0.name)\"" }.joined(separator: ","))]")
    #expect(file.metadata["classes"] == #"["dog_bark","siren"]"#)
    #expect(try file.metadata["front_end"] == FrontEndCard(data.context().configuration).hash)
    let tensors = try file.floats(named: "tensors", shape: [8, 16, 32])
    let stored = try rows.map { try tensor(of: $0.name) }
    #expect(tensors == stored.flatMap { $0 })
  }

  /// The members of an `.npz` lie in it as they are, so that their bytes can be looked for.
  @Test func npzHoldsTheSame() throws {
    let exported = try bytes(of: export(folds: [], "clips.npz"))
    let stored = try data.rows.sorted { $0.name < $1.name }.flatMap { try tensor(of: $0.name) }
    let tensors = NpyArray(shape: [12, 16, 32], elements: stored).encoded()
    let start = try #require(position(of: tensors.prefix(128), in: exported))
    #expect(exported[start..<start + tensors.count].elementsEqual(tensors))
    for name in ["tensors", "labels", "folds", "names", "classes", "front_end"] {
      #expect(position(of: Array("\(name).npy".utf8)[...], in: exported) != nil, "\(name)")
    }
  }

  @Test func anUnknownFoldIsAnError() throws {
    #expect(throws: StageError.self) { try TensorExport(folds: [4], in: data.context()) }
  }

  @Test func theEndingDecides() {
    #expect(TensorExport.Format(path: "a/b.npz") == .npz)
    #expect(TensorExport.Format(path: "b.safetensors") == .safetensors)
    #expect(TensorExport.Format(path: "npz") == nil)
    #expect(TensorExport.Format(path: "b.npy") == .npy)
    #expect(TensorExport.Format(path: "b.csv") == nil)
  }

  private func tensor(of clip: String) throws -> [Float] {
    let context = try data.context()
    let examples = try context.manifest.examples(
      tensor: context.rows.recipes[.tensor]!, dataSet: context.rows.dataSet)
    let object = try #require(examples.first { $0.name == clip }).object
    return try NpyArray(contentsOf: context.store.absolutePath(of: object, .tensor)).elements
  }

  private func bytes(of path: String) throws -> [UInt8] {
    let file = try #require(fopen(path, "r"))
    defer { fclose(file) }
    fseek(file, 0, SEEK_END)
    var bytes = [UInt8](repeating: 0, count: ftell(file))
    rewind(file)
    fread(&bytes, 1, bytes.count, file)
    return bytes
  }

  private func position(of part: ArraySlice<UInt8>, in whole: [UInt8]) -> Int? {
    whole.indices.first { whole[$0...].starts(with: part) }
  }
}
