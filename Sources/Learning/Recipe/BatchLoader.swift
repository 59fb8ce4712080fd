import Engine
import Synchronization
import Threads

/// Makes the next batch on a thread of its own while the network works on the last one.
final class BatchLoader: Sendable {
  private let recipe: Recipe
  private let epoch: Int
  private let batches: [[Int]]
  private let worker: WorkerThread
  private let next = Mutex<Result<Batch, Error>?>(nil)
  private let isReady = Semaphore()

  /// The batches of one epoch, in the order that seed and epoch give; a last short one is left out.
  init(_ recipe: Recipe, batchSize: Int, epoch: Int, worker: WorkerThread) {
    self.recipe = recipe
    self.epoch = epoch
    self.worker = worker
    let order = recipe.order.clips(seed: recipe.seed, epoch: epoch)
    batches = (0..<order.count / batchSize).map {
      Array(order[$0 * batchSize..<($0 + 1) * batchSize])
    }
    prepare(0)
  }

  var count: Int { batches.count }

  func clips(ofStep step: Int) -> [Int] { batches[step] }

  /// The batch of a step, and the next one begun; steps are taken in order.
  func take(_ step: Int) throws -> Batch {
    isReady.wait()
    let batch = next.withLock { $0.take()! }
    prepare(step + 1)
    return try batch.get()
  }

  private func prepare(_ step: Int) {
    guard step < batches.count else { return }
    worker.start { [self] in
      let batch = Result {
        try recipe.batch(of: batches[step], epoch: epoch, step: step)
      }
      next.withLock { $0 = batch }
      isReady.signal()
    }
  }
}
