import ArgumentParser

/// Which folds are trained on and which are tested.
package struct FoldOptions: ParsableArguments {
  @Option(
    name: .long,
    help: ArgumentHelp(
      "Test on this fold, after training on all the others; may be repeated. If left out: all folds in turn, or the one called test.",
      valueName: "k"))
  package var fold: [FoldName] = []

  @Option(
    name: .long, parsing: .upToNextOption,
    help: ArgumentHelp("Train on these folds only.", valueName: "k"))
  package var trainFolds: [FoldName] = []

  @Option(
    name: .long, parsing: .upToNextOption,
    help: ArgumentHelp("Test on these folds.", valueName: "k"))
  package var testFolds: [FoldName] = []

  package init() {}

  package func validate() throws {
    guard fold.isEmpty || (trainFolds.isEmpty && testFolds.isEmpty) else {
      throw ValidationError("--fold goes without --train-folds and --test-folds.")
    }
    if let both = trainFolds.first(where: testFolds.contains) {
      throw ValidationError(
        "Fold \(both.text) is in --train-folds and in --test-folds; a fold that was trained on is no test."
      )
    }
  }

  package var selection: FoldSelection {
    FoldSelection(tested: fold, train: trainFolds, test: testFolds)
  }
}
