import Configuration
import TensorFiles

/// Embeddings of sound files as one file for other programs: `.npy` has the rows alone, `[segments,
/// features]`; `.npz` has `embeddings`, `names`, `start_seconds`, `model` and `front_end`.
package struct SoundEmbeddingFile {
  package enum Format: String, FileFormat {
    case npy, npz
  }

  private let rows: [SoundEmbedding]
  private let features: Int
  private let model: TrainedModel

  /// - Parameter features: Numbers of each row.
  package init(_ rows: [SoundEmbedding], features: Int, by model: TrainedModel) {
    self.rows = rows
    self.features = features
    self.model = model
  }

  /// Writes the file; it appears when it is whole.
  package func write(to path: String, as format: Format) throws {
    let shape = [rows.count, features]
    let values = rows.flatMap(\.values)
    switch format {
    case .npy:
      var writer = try NpyWriter(path: path, header: NpyHeader(shape: shape, element: .float32))
      try writer.append(values.span.bytes)
      try writer.finish()
    case .npz:
      let starts = rows.map(\.start)
      var writer = try NpzWriter(path: path)
      try writer.begin("embeddings", NpyHeader(shape: shape, element: .float32))
      try writer.append(values.span.bytes)
      try writer.add("names", texts: rows.map(\.name))
      try writer.begin("start_seconds", NpyHeader(shape: [rows.count], element: .float32))
      try writer.append(starts.span.bytes)
      try writer.add("model", texts: [model.network])
      try writer.add("front_end", texts: [FrontEndCard(model.frontEnd).hash])
      try writer.finish()
    }
  }
}
