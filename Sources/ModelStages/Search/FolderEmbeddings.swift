import Audio
import Cache
import Digests
import Glibc
import Manifest
import Pipeline
import TensorFiles

/// What a network makes of the sounds of a folder, kept in a file for the next search: a sound that is the same
/// is not embedded again.
struct FolderEmbeddings {
  private struct Sound {
    let stamp: FileStamp
    /// `[segments, features]`
    let values: [Float]
  }

  /// Where they are kept.
  let path: String
  private let folder: String
  private let features: Int
  private var known: [String: Sound] = [:]
  private var isChanged = false
  /// Segments that a kill would cost.
  private var unsaved = 0
  private static let tensor = "embeddings"
  private static let list = "sounds"

  /// - Parameter cache: The folder for what is kept of all folders.
  init(of folder: String, by model: TrainedModel, features: Int, in cache: String) throws {
    self.folder = folder.absolutePath
    self.features = features
    var key = KeyText(stage: "folder embeddings", version: 1)
    key.add("folder", self.folder)
    key.add("model", Digest(of: model.checkpoint.encoded()))
    path = "\(cache)/embeddings/\(key.digest.hex).safetensors"
    // What was damaged is made again.
    if access(path, F_OK) == 0, let file = try? SafetensorsFile(contentsOf: path) { read(file) }
  }

  /// `[segments, features]`; nil when it was interrupted.
  ///
  /// - Throws: `AudioFault` where the file gives no samples; `FolderEmbeddingsError`.
  mutating func values(of sound: String, by embedder: SoundEmbedder) throws -> [Float]? {
    let (name, stamp) = (sound.absolutePath, FileStamp(of: sound))
    if let stamp, let sound = known[name], sound.stamp == stamp { return sound.values }
    guard let segments = try embedder.embed(path: sound) else { return nil }
    let values = segments.flatMap(\.values)
    // A line a sound cannot hold a name of several lines.
    if let stamp, !name.contains(where: \.isNewline) {
      known[name] = Sound(stamp: stamp, values: values)
      isChanged = true
      unsaved += segments.count
      // The more there is, the seldomer: writing all takes longer.
      if unsaved > max(1_000, known.values.reduce(0) { $0 + $1.values.count } / features / 2) {
        try save()
      }
    }
    return values
  }

  /// - Throws: `FolderEmbeddingsError`.
  mutating func save() throws(FolderEmbeddingsError) {
    guard isChanged else { return }
    let sounds = known.sorted { $0.key < $1.key }.filter { access($0.key, F_OK) == 0 }
    let values = sounds.flatMap { $0.value.values }
    var file = SafetensorsFile(metadata: ["folder": folder])
    file.insert(
      .init(shape: [values.count / features, features], floats: values), as: Self.tensor)
    file.metadata[Self.list] = sounds.map { name, sound in
      "\(sound.stamp.size)\t\(sound.stamp.modified)\t\(sound.values.count / features)\t\(name)"
    }.joined(separator: "\n")
    do throws(FileSystemError) {
      let files = LocalFileSystem()
      try files.createDirectory(Pipeline.folder(of: path))
      try files.replace(
        path, with: file.encoded().span.bytes, temporary: "\(path).\(getpid()).part")
    } catch {
      throw FolderEmbeddingsError(path: path, reason: String(cString: strerror(error.code)))
    }
    (isChanged, unsaved) = (false, 0)
  }

  private mutating func read(_ file: SafetensorsFile) {
    guard let list = file.metadata[Self.list], let shape = file[Self.tensor]?.shape,
      shape.count == 2, shape[1] == features,
      let values = try? file.floats(named: Self.tensor, shape: shape)
    else { return }
    var place = 0
    for line in list.split(separator: "\n") {
      let cells = line.split(separator: "\t", maxSplits: 3, omittingEmptySubsequences: false)
      guard cells.count == 4, let size = Int(cells[0]), let modified = Int(cells[1]),
        let rows = Int(cells[2]), rows > 0, rows <= shape[0] - place
      else { return }
      known[String(cells[3])] = Sound(
        stamp: FileStamp(size: size, modified: modified),
        values: Array(values[place * features..<(place + rows) * features]))
      place += rows
    }
  }
}

/// What was embedded cannot be kept.
package struct FolderEmbeddingsError: Error, CustomStringConvertible {
  let path: String
  let reason: String

  package var description: String {
    """
    Could not keep what the network makes of the sounds in \(path): \(reason); let paths.weights in the \
    configuration, or $XDG_CACHE_HOME, name a place that can be written.
    """
  }
}
