import Networks
import Numerics

/// In which order an epoch takes the clips.
package struct EpochOrder: Sendable {
  private let labels: [Int]
  private let classes: Int
  private let balance: TrainingSettings.Balance

  package init(labels: [Int], classes: Int, balance: TrainingSettings.Balance) {
    (self.labels, self.classes, self.balance) = (labels, classes, balance)
  }

  /// As many clips as there are: each once, or drawn so that every class is equally likely.
  package func clips(seed: UInt64, epoch: Int) -> [Int] {
    var stream = Philox(seed: seed, purpose: "order", epoch: epoch)
    guard balance == .sampling else { return stream.permutation(labels.count) }
    let clips = (0..<classes).map { label in labels.indices.filter { labels[$0] == label } }
      .filter { !$0.isEmpty }
    return labels.indices.map { _ in
      let ofClass = clips[stream.uniform(below: clips.count)]
      return ofClass[stream.uniform(below: ofClass.count)]
    }
  }
}
