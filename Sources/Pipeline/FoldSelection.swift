/// The folds that a run is trained on, and those that it is tested on.
package struct FoldSplit: Hashable, Sendable {
  package var train: [Int]
  package var test: [Int]

  package init(train: [Int], test: [Int]) {
    self.train = train
    self.test = test
  }
}

/// Which folds are asked for.
package struct FoldSelection: Sendable {
  /// Test on these, each after training on all the others; all folds if empty.
  package var tested: [Int]
  /// Or else one run, trained and tested on these.
  package var train: [Int]
  package var test: [Int]

  package init(tested: [Int] = [], train: [Int] = [], test: [Int] = []) {
    self.tested = tested
    self.train = train
    self.test = test
  }

  /// The runs that this asks for, given the folds that have tensors.
  ///
  /// - Throws: `StageError` for a fold that is not there, or fewer than two folds.
  package func splits(of known: [Int]) throws(StageError) -> [FoldSplit] {
    if let stranger = (tested + train + test).first(where: { !known.contains($0) }) {
      throw .noSuchFold(fold: stranger, known: known)
    }
    guard known.count > 1 else { throw .tooFewFolds(folds: known) }
    if train.isEmpty && test.isEmpty {
      return known.filter { tested.isEmpty || tested.contains($0) }.map { fold in
        FoldSplit(train: known.filter { $0 != fold }, test: [fold])
      }
    }
    let learned = train.isEmpty ? known.filter { !test.contains($0) } : Set(train).sorted()
    let asked = test.isEmpty ? known.filter { !train.contains($0) } : Set(test).sorted()
    guard !learned.isEmpty, !asked.isEmpty else { throw .tooFewFolds(folds: known) }
    return [FoldSplit(train: learned, test: asked)]
  }
}
