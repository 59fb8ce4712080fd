import Cache
import Configuration
import DataStages
import Manifest
import Pipeline
import TensorFiles

/// The tensors of some folds with their labels, as one file for other programs: `tensors`
/// (`[segments, bands, frames]`, float32), `labels`, `folds`, `names`, `recordings` and `classes`. Or
/// what a frozen network makes of them: `embeddings` (`[segments, features]`) in their place. `.npy` has
/// these alone.
package struct TensorExport {
  package enum Format: String, FileFormat {
    case npy, npz, safetensors
  }

  private let examples: [Example]
  private let foldNames: FoldNames
  private let classes: [String]
  private let rows: Rows
  private let frontEnd: FrontEndCard
  private let reporter: Reporter

  /// What there is a row of for each example.
  private enum Rows {
    case tensors(TensorReader, TensorShape)
    /// `[examples, features]`
    case embeddings([Float], features: Int)

    var name: String {
      switch self {
      case .tensors: "tensors"
      case .embeddings: "embeddings"
      }
    }

    /// The shape of one.
    var dimensions: [Int] {
      switch self {
      case .tensors(_, let shape): shape.dimensions
      case .embeddings(_, let features): [features]
      }
    }

    func read(_ index: Int, into values: inout MutableSpan<Float>) throws {
      switch self {
      case .tensors(let reader, _): try reader.read(index, into: &values)
      case .embeddings(let all, let features):
        for place in 0..<features { values[place] = all[index * features + place] }
      }
    }
  }

  /// - Parameters:
  ///   - folds: All folds if empty.
  ///   - areEmbeddings: Whether embeddings are written, which `soundmark train` left in the cache.
  /// - Throws: `StageError` when there is no tensor, or none of a fold; `EmbeddingError`.
  package init(
    folds asked: [FoldName], embeddings areEmbeddings: Bool = false, in context: StageContext
  ) throws {
    let all = try context.examples()
    foldNames = try context.foldNames()
    guard !all.isEmpty else {
      throw StageError.notRendered(what: "under these segment and spectrogram settings")
    }
    let folds = try FoldSelection().numbers(
      asked, of: Set(all.map(\.fold)).sorted(), named: foldNames)
    examples = all.filter { folds.isEmpty || folds.contains($0.fold) }
    classes = try context.manifest.classes(of: context.rows.dataSet)
    if areEmbeddings {
      guard let origin = try WeightsOrigin(context.configuration) else {
        throw EmbeddingError.noWeights
      }
      let network = FrozenNetwork(context.configuration, origin)
      rows = .embeddings(
        try EmbeddingCache.embeddings(of: examples, by: network, in: context),
        features: try network.features)
    } else {
      let shape = context.configuration.tensorShape
      rows = .tensors(TensorReader(examples, shape: shape, store: context.store), shape)
    }
    frontEnd = FrontEndCard(context.configuration)
    reporter = context.reporter
  }

  package var count: Int { examples.count }

  /// What the file is going to take; labels and names come to little beside the tensors.
  package var byteCount: Int { 4 * count * rowCount }

  /// Writes the file; it appears when it is whole, and not after an interruption.
  package func write(to path: String, as format: Format) throws {
    reporter.begin(stage: "export", unit: noun, total: count)
    switch format {
    case .npy: try writeNpy(path)
    case .npz: try writeNpz(path)
    case .safetensors: try writeSafetensors(path)
    }
  }

  /// What a row is, for counting.
  package var noun: String { String(rows.name.dropLast()) }

  private var rowCount: Int { rows.dimensions.reduce(1, *) }
  private var dimensions: [Int] { [count] + rows.dimensions }
  private var labels: [Int64] { examples.map { Int64($0.label) } }
  private var folds: [Int64] { examples.map { Int64($0.fold) } }
  private var names: [String] { examples.map(\.name) }
  private var recordings: [String] { examples.map(\.recording) }

  private func writeNpy(_ path: String) throws {
    var writer = try NpyWriter(
      path: path, header: NpyHeader(shape: dimensions, element: .float32))
    guard try eachRow({ try writer.append($0) }) else { return }
    try writer.finish()
  }

  private func writeNpz(_ path: String) throws {
    var writer = try NpzWriter(path: path)
    try writer.begin(rows.name, NpyHeader(shape: dimensions, element: .float32))
    guard try eachRow({ try writer.append($0) }) else { return }
    try writer.add("labels", integers: labels)
    if foldNames.areWords {
      try writer.add("folds", texts: examples.map { foldNames[$0.fold] })
    } else {
      try writer.add("folds", integers: folds)
    }
    try writer.add("names", texts: names)
    try writer.add("recordings", texts: recordings)
    try writer.add("classes", texts: classes)
    try writer.add("front_end", texts: [frontEnd.hash])
    try writer.finish()
  }

  /// The format has no tensors of text: `names`, `recordings` and `classes` are JSON lists in its metadata.
  private func writeSafetensors(_ path: String) throws {
    let header = SafetensorsHeader(
      metadata: [
        "names": JSONObject.list(names), "recordings": JSONObject.list(recordings),
        "classes": JSONObject.list(classes), "front_end": frontEnd.hash,
      ].merging(
        foldNames.areWords
          ? ["fold_names": JSONObject.list(examples.map { foldNames[$0.fold] })] : [:]
      ) { $1 },
      tensors: [
        .init(name: rows.name, element: .float32, shape: dimensions),
        .init(name: "labels", element: .int64, shape: [count]),
        .init(name: "folds", element: .int64, shape: [count]),
      ])
    var writer = try SafetensorsWriter(path: path, header: header)
    for entry in header.entries {
      switch entry.name {
      case "labels": try writer.append(labels.span.bytes)
      case "folds": try writer.append(folds.span.bytes)
      default: guard try eachRow({ try writer.append($0) }) else { return }
      }
    }
    try writer.finish()
  }

  /// Returns false when it was interrupted.
  private func eachRow(_ body: (RawSpan) throws -> Void) throws -> Bool {
    var values = [Float](repeating: 0, count: rowCount)
    for index in examples.indices {
      guard !Interruption.isRequested else { return false }
      var memory = values.mutableSpan
      try rows.read(index, into: &memory)
      try body(values.span.bytes)
      reporter.advance(done: 1)
    }
    return true
  }
}
