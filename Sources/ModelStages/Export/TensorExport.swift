import Cache
import Configuration
import DataStages
import Manifest
import Pipeline
import TensorFiles

/// The tensors of some folds with their labels, as one file for other programs: `tensors`
/// (`[segments, bands, frames]`, float32), `labels`, `folds`, `names` and `classes`.
package struct TensorExport {
  package enum Format: String, CaseIterable, Sendable {
    case npz, safetensors

    /// The format that a file's ending asks for; nil for any other.
    package init?(path: String) {
      guard let point = path.lastIndex(of: ".") else { return nil }
      self.init(rawValue: String(path[path.index(after: point)...]))
    }
  }

  private let examples: [Example]
  private let foldNames: FoldNames
  private let classes: [String]
  private let shape: TensorShape
  private let reader: TensorReader
  private let frontEnd: FrontEndCard
  private let reporter: Reporter

  /// - Parameter folds: All folds if empty.
  /// - Throws: `StageError` when there is no tensor, or none of a fold.
  package init(folds asked: [FoldName], in context: StageContext) throws {
    let all = try context.examples()
    foldNames = try context.foldNames()
    guard !all.isEmpty else {
      throw StageError.notRendered(what: "under these segment and spectrogram settings")
    }
    let folds = try FoldSelection().numbers(
      asked, of: Set(all.map(\.fold)).sorted(), named: foldNames)
    examples = all.filter { folds.isEmpty || folds.contains($0.fold) }
    classes = try context.manifest.classes(of: context.rows.dataSet)
    shape = context.configuration.tensorShape
    reader = TensorReader(examples, shape: shape, store: context.store)
    frontEnd = FrontEndCard(context.configuration)
    reporter = context.reporter
  }

  package var count: Int { examples.count }

  /// What the file is going to take; labels and names come to little beside the tensors.
  package var byteCount: Int { 4 * count * shape.count }

  /// Writes the file; it appears when it is whole, and not after an interruption.
  package func write(to path: String, as format: Format) throws {
    reporter.begin(stage: "export", unit: "tensor", total: count)
    switch format {
    case .npz: try writeNpz(path)
    case .safetensors: try writeSafetensors(path)
    }
  }

  private var dimensions: [Int] { [count] + shape.dimensions }
  private var labels: [Int64] { examples.map { Int64($0.label) } }
  private var folds: [Int64] { examples.map { Int64($0.fold) } }
  private var names: [String] { examples.map(\.name) }

  private func writeNpz(_ path: String) throws {
    var writer = try NpzWriter(path: path)
    try writer.begin("tensors", NpyHeader(shape: dimensions, element: .float32))
    guard try eachTensor({ try writer.append($0) }) else { return }
    try writer.add("labels", integers: labels)
    if foldNames.areWords {
      try writer.add("folds", texts: examples.map { foldNames[$0.fold] })
    } else {
      try writer.add("folds", integers: folds)
    }
    try writer.add("names", texts: names)
    try writer.add("classes", texts: classes)
    try writer.add("front_end", texts: [frontEnd.hash])
    try writer.finish()
  }

  /// The format has no tensors of text: `names` and `classes` are JSON lists in its metadata.
  private func writeSafetensors(_ path: String) throws {
    let header = SafetensorsHeader(
      metadata: [
        "names": JSONObject.list(names), "classes": JSONObject.list(classes),
        "front_end": frontEnd.hash,
      ].merging(
        foldNames.areWords
          ? ["fold_names": JSONObject.list(examples.map { foldNames[$0.fold] })] : [:]
      ) { $1 },
      tensors: [
        .init(name: "tensors", element: .float32, shape: dimensions),
        .init(name: "labels", element: .int64, shape: [count]),
        .init(name: "folds", element: .int64, shape: [count]),
      ])
    var writer = try SafetensorsWriter(path: path, header: header)
    for entry in header.entries {
      switch entry.name {
      case "labels": try writer.append(labels.span.bytes)
      case "folds": try writer.append(folds.span.bytes)
      default: guard try eachTensor({ try writer.append($0) }) else { return }
      }
    }
    try writer.finish()
  }

  /// Returns false when it was interrupted.
  private func eachTensor(_ body: (RawSpan) throws -> Void) throws -> Bool {
    var values = [Float](repeating: 0, count: shape.count)
    for index in examples.indices {
      guard !Interruption.isRequested else { return false }
      var memory = values.mutableSpan
      try reader.read(index, into: &memory)
      try body(values.span.bytes)
      reporter.advance(done: 1)
    }
    return true
  }
}
