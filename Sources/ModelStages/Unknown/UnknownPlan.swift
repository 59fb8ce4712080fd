import Digests
import Manifest
import Pipeline

/// A run to ask for unknown sounds, beside the known ones of a tested fold.
struct UnknownItem: Sendable {
  var run: RunRecord
  var estimator: any Estimator
  var fold: Int
  var unknown: UnknownSounds
  var key: Digest

  /// The folds that are seen.
  var folds: [Int] {
    switch unknown {
    case .classes: run.trainFolds + [fold]
    case .folder: [fold]
    }
  }
}

extension EvaluatePlan {
  /// - Parameter arguments: Classes and folders.
  mutating func consider(unknown arguments: [String], in context: StageContext) throws {
    guard !arguments.isEmpty else { return }
    unknown = try UnknownSounds.named(arguments, classes: identities.classes, context.reporter)
    let examples = identities.inFolds(try context.examples())
    for sounds in unknown {
      for run in networkRuns {
        guard let estimator = identities.estimators[run.network] else { continue }
        for fold in tests[run.id] ?? [] {
          guard sounds.areIn(examples, fold: fold) else { continue }
          try consider(run, estimator, fold, sounds, in: context)
        }
      }
    }
  }

  private mutating func consider(
    _ run: RunRecord, _ estimator: any Estimator, _ fold: Int, _ sounds: UnknownSounds,
    in context: StageContext
  ) throws {
    if case .classes(_, let names) = sounds, estimator.frozen == nil {
      throw UnknownError.learned(network: run.network, names: names)
    }
    let key = identities.unknownKey(of: run, estimator, fold, sounds)
    let known = try context.manifest.evaluationKeys(of: run.id, under: sounds.condition)[fold]
    guard context.request.isForced || known != key else {
      summary.upToDate += 1
      return
    }
    unknownItems.append(
      UnknownItem(run: run, estimator: estimator, fold: fold, unknown: sounds, key: key))
    summary.add(context.request.isForced ? .forced : known == nil ? .new : .contentChanged)
  }
}

extension UnknownSounds {
  /// Whether a fold has some; folders belong to none.
  fileprivate func areIn(_ examples: [Example], fold: Int) -> Bool {
    guard case .classes(let labels, _) = self else { return true }
    return examples.contains { $0.fold == fold && labels.contains($0.label) }
  }
}

extension RunIdentities {
  /// What a test with unknown sounds depends on: the clean one's, and the sounds.
  fileprivate func unknownKey(
    of run: RunRecord, _ estimator: any Estimator, _ fold: Int, _ sounds: UnknownSounds
  ) -> Digest {
    var key = KeyText(stage: "unknown", version: StageVersion.evaluate)
    key.add("evaluation", evaluationKey(of: run, estimator, fold: fold))
    key.add("condition", sounds.condition.name)
    if case .folder(_, _, let contents) = sounds { key.add("contents", contents) }
    return key.digest
  }
}
