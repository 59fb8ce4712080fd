import Learning
import Threads

/// Gives the probabilities of windows in their order. While a batch goes through the network, the next is
/// decoded and rendered: both have a core, and a sound of any length takes the memory of two batches.
final class WindowClassifier {
  let network: Classifier
  private let batchSize: Int
  private let worker = WorkerThread()
  private var filled: Batch
  private var computed: Batch

  // The owner touches a batch before its job is started and after it was waited for, never between.
  private final class Batch: @unchecked Sendable {
    var spectrograms: [[Float]]
    var count = 0
    var result: Result<[Float], any Error> = .success([])

    init(size: Int, values: Int) {
      spectrograms = Array(repeating: Array(repeating: 0, count: values), count: size)
    }

    func append(_ render: SoundSegments.Render) {
      // Taken out of the batch while it is rendered into.
      var spectrogram: [Float] = []
      swap(&spectrogram, &spectrograms[count])
      var span = spectrogram.mutableSpan
      render(&span)
      swap(&spectrogram, &spectrograms[count])
      count += 1
    }
  }

  /// - Throws: `ModelError`, a sentence that names what is wrong with the model.
  init(_ model: TrainedModel, batchSize: Int) throws {
    self.batchSize = batchSize
    network = try Classifier(of: model, batchSize: batchSize)
    let values = model.frontEnd.tensorShape.count
    filled = Batch(size: batchSize, values: values)
    computed = Batch(size: batchSize, values: values)
  }

  /// Takes the next window, and hands on the probabilities of earlier ones, one window after the other.
  func add(_ render: SoundSegments.Render, _ use: ([Float]) throws -> Void) throws {
    filled.append(render)
    if filled.count == batchSize { try compute(use) }
  }

  /// Hands on the rest.
  func finish(_ use: ([Float]) throws -> Void) throws {
    try compute(use)
    try compute(use)
  }

  /// Forgets windows whose probabilities were not handed on.
  func abandon() {
    worker.wait()
    (filled.count, computed.count) = (0, 0)
  }

  /// Starts on what is filled, when what was started before is done and handed on.
  private func compute(_ use: ([Float]) throws -> Void) throws {
    worker.wait()
    let probabilities = try computed.result.get()
    for row in 0..<computed.count {
      try use(Array(probabilities[row * network.classes..<(row + 1) * network.classes]))
    }
    computed.count = 0
    swap(&filled, &computed)
    guard computed.count > 0 else { return }
    let batch = computed
    // One thread at a time leads the network's: the worker.
    nonisolated(unsafe) let network = network
    worker.start {
      batch.result = Result {
        try network.probabilities(clips: batch.count) { clip, spectrogram in
          let values = batch.spectrograms[clip]
          for index in values.indices { spectrogram[index] = values[index] }
        }
      }
    }
  }
}
