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
  /// Test on these, each after training on all the others; where empty, on all folds in turn, or on the
  /// one that is called `test`.
  package var tested: [FoldName]
  /// Or else one run, trained and tested on these.
  package var train: [FoldName]
  package var test: [FoldName]

  package init(tested: [FoldName] = [], train: [FoldName] = [], test: [FoldName] = []) {
    self.tested = tested
    self.train = train
    self.test = test
  }

  /// The runs that this asks for, given the folds that have tensors. What is called `test` is trained on
  /// only where that is asked for.
  ///
  /// - Throws: `StageError` for a fold that is not there, or fewer than two folds.
  package func splits(
    of known: [Int], named names: FoldNames = FoldNames()
  ) throws(StageError) -> [FoldSplit] {
    let tested = try numbers(tested, of: known, named: names)
    let train = try numbers(train, of: known, named: names)
    let test = try numbers(test, of: known, named: names)
    guard known.count > 1 else { throw .tooFewFolds(folds: known.map { names[$0] }) }
    if train.isEmpty && test.isEmpty {
      let tests = names.tested(among: known)
      let asked = !tested.isEmpty ? tested : tests.map { [$0] } ?? known
      let splits = asked.map { fold in
        FoldSplit(train: known.filter { $0 != fold && $0 != tests }, test: [fold])
      }
      guard !splits.contains(where: \.train.isEmpty) else {
        throw .tooFewFolds(folds: known.map { names[$0] })
      }
      return splits
    }
    let learned = train.isEmpty ? known.filter { !test.contains($0) } : train
    let asked = test.isEmpty ? known.filter { !train.contains($0) } : test
    guard !learned.isEmpty, !asked.isEmpty else {
      throw .tooFewFolds(folds: known.map { names[$0] })
    }
    return [FoldSplit(train: learned, test: asked)]
  }

  /// Ascending, each once.
  package func numbers(
    _ asked: [FoldName], of known: [Int], named names: FoldNames
  ) throws(StageError) -> [Int] {
    var numbers: Set<Int> = []
    for name in asked { numbers.insert(try names.number(name, among: known)) }
    return numbers.sorted()
  }
}
