import Cache
import Digests
import Glibc
import Manifest
import TensorFiles

/// The state of a run between epochs: one file in the cache, replaced whole after each.
struct ResumableRun {
  private let key: Digest
  private let store: ObjectStore
  /// The state of the last epoch; nil at the beginning.
  let file: SafetensorsFile?

  /// A state that cannot be read, or belongs to another run, is none.
  init(_ key: Digest, _ store: ObjectStore) throws {
    self.key = key
    self.store = store
    let file = try? SafetensorsFile(contentsOf: store.runStatePath(key))
    self.file = file?.metadata["run"] == key.hex ? file : nil
  }

  /// The epochs that led to the state.
  var history: [EpochRecord] {
    (file?.metadata["history"] ?? "").split(separator: "\n").compactMap { line in
      let fields = line.split(separator: " ").compactMap { Double($0) }
      guard fields.count >= 6, let epoch = Int(exactly: fields[0]) else { return nil }
      let validation = fields.count == 8 ? (fields[6], fields[7]) : nil
      return EpochRecord(
        epoch: epoch, loss: fields[1], accuracy: fields[2], learningRate: fields[3],
        clipsPerSecond: fields[4], seconds: fields[5], validationLoss: validation?.0,
        validationAccuracy: validation?.1)
    }
  }

  func save(_ state: SafetensorsFile, _ history: [EpochRecord]) throws {
    var file = state
    file.metadata["run"] = key.hex
    file.metadata["history"] = history.map { epoch in
      let fields: [Double?] = [
        epoch.loss, epoch.accuracy, epoch.learningRate, epoch.clipsPerSecond, epoch.seconds,
        epoch.validationLoss, epoch.validationAccuracy,
      ]
      return (["\(epoch.epoch)"] + fields.compactMap { $0.map { "\($0)" } }).joined(separator: " ")
    }.joined(separator: "\n")
    try store.replace(store.runStatePath(key), with: file.encoded().span.bytes)
  }
}
