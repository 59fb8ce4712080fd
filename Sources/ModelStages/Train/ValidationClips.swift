import Manifest
import Networks
import Numerics
import Pipeline

/// Which training examples are kept back, for the choice of the epoch that counts. They are of the training
/// folds, whatever is chosen on them: a tested fold is not even read.
package struct ValidationClips: Sendable {
  private let settings: TrainingSettings

  package init(_ settings: TrainingSettings) { self.settings = settings }

  /// - Throws: `StageError` where keeping a fold back leaves none to train on.
  func check(_ split: FoldSplit, named names: FoldNames) throws(StageError) {
    guard settings.validation == .nextFold, split.train.count == 1 else { return }
    throw .noFoldToKeep(trained: names[split.train[0]])
  }

  /// The training fold that follows the folds which are not trained on, round the end; nil where no fold is
  /// kept back.
  package func fold(of trainFolds: [Int], among folds: [Int]) -> Int? {
    guard settings.validation == .nextFold, trainFolds.count > 1 else { return nil }
    let others = folds.filter { !trainFolds.contains($0) }
    return trainFolds.first { $0 > others.last ?? .max } ?? trainFolds.first
  }

  /// Of each class whole recordings, drawn until they hold the share of its clips; one is always left to
  /// learn from.
  package func recordings(of clips: [(recording: String, label: Int)]) -> Set<String> {
    guard settings.validation == .recordings else { return [] }
    var kept: Set<String> = []
    for label in Set(clips.map(\.label)).sorted() {
      let counts = Dictionary(grouping: clips.filter { $0.label == label }, by: \.recording)
        .mapValues(\.count)
      let names = counts.keys.sorted()
      var stream = Philox(seed: settings.seed, purpose: "validation", clip: label)
      let wanted = settings.validationShare * Double(counts.values.reduce(0, +))
      var drawn = 0
      for index in stream.permutation(names.count).dropLast() where Double(drawn) < wanted {
        kept.insert(names[index])
        drawn += counts[names[index]]!
      }
    }
    return kept
  }

  /// The examples to learn from, and those that are kept back; none where nothing is.
  func split(_ examples: [Example], fold: Int?) -> (learned: [Example], kept: [Example]) {
    let clips = examples.filter { $0.segment == 0 }
    let recordings = recordings(of: clips.map { ($0.recording, $0.label) })
    func isKept(_ example: Example) -> Bool {
      example.fold == fold || recordings.contains(example.recording)
    }
    return (examples.filter { !isKept($0) }, examples.filter(isKept))
  }
}
