import DataStages
import Manifest
import ModelStages
import Pipeline
import TensorFiles
import TestSupport
import Testing

/// Tensors kept as float16.
@Suite(.serialized) struct HalfPrecisionTests {
  let data: SmallDataSet

  init() throws {
    data = try SmallDataSet()
    _ = try data.run(IngestStage())
    _ = try data.run(SegmentStage())
  }

  private func tensors() throws -> [(elements: [Float], size: Int)] {
    let context = try data.context()
    return try context.manifest.examples(
      tensor: context.rows.recipes[.tensor]!, dataSet: context.rows.dataSet
    ).map {
      let path = context.store.absolutePath(of: $0.object, .tensor)
      return (try NpyArray(contentsOf: path).elements, $0.size)
    }
  }

  @Test func theyTakeHalfAndAreRoundedToNearest() throws {
    #expect(try data.run(RenderStage()) == 12)
    let single = try tensors()
    data.overrides = ["spectrogram.store=float16"]
    #expect(try data.run(RenderStage()) == 12)
    let half = try tensors()
    for (single, half) in zip(single, half) {
      #expect(half.size - 128 == (single.size - 128) / 2)
      #expect(half.elements == single.elements.map { Float(Float16($0)) })
    }
  }

  @Test func everyoneReadsThem() throws {
    data.overrides = ["spectrogram.store=float16"]
    let counts = try data.runAll()
    #expect((counts.train, counts.evaluate) == (9, 9))
    let path = "\(data.folder)/clips.safetensors"
    try TensorExport(folds: [], in: data.context()).write(to: path, as: .safetensors)
    let exported = try SafetensorsFile(contentsOf: path).floats(named: "tensors")
    #expect(exported == (try tensors().flatMap(\.elements)))
  }

  /// A picture shows the same whether it is drawn with the tensor or from its file.
  @Test func picturesShowWhatIsKept() throws {
    data.overrides = ["spectrogram.store=float16"]
    _ = try data.run(RenderStage())
    let drawn = try data.query("SELECT path FROM previews ORDER BY clip")
    try data.execute("DELETE FROM artefact WHERE kind = 'preview'")
    #expect(try data.run(RenderStage()) == 12)
    #expect(try data.query("SELECT path FROM previews ORDER BY clip") == drawn)
  }
}
