/// Why a stage cannot begin, in a sentence that says what to try.
package enum StageError: Error, CustomStringConvertible {
  case noDataSet(path: String)
  /// With how many files the metadata lists, and the first; nil where there is no such folder.
  case noAudio(path: String, listed: (count: Int, first: String)?)
  case nothingIngested(manifest: String)
  case nothingSegmented(manifest: String)
  case notRendered(what: String)
  case nothingTrained
  case nothingTested
  case diskTooSmall(stage: String, needs: Int, free: Int, cache: String)
  case cacheInUse(cache: String, by: String)
  case noSuchFold(fold: String, known: [String])
  case trainedOn(fold: String, run: Int64)
  case tooFewFolds(folds: [String])
  case noFoldToKeep(trained: String)
  case noRecordingToKeep

  /// Whether an earlier stage has to run first.
  package var isWaiting: Bool {
    switch self {
    case .nothingIngested, .nothingSegmented, .notRendered, .nothingTrained, .nothingTested: true
    default: false
    }
  }

  package var description: String {
    switch self {
    case .noDataSet(let path):
      """
      There is no data set: dataset.metadata or dataset.audio names \(path), which is not there; \
      data/README.md says where UrbanSound8K and ESC-50 come from and how to lay them out, and make demo \
      runs everything on a synthesized one.
      """
    case .noAudio(let path, let listed):
      (listed.map {
        $0.count == 1
          ? "The one file that the metadata lists, \($0.first), is not in \(path) (dataset.audio)"
          : "Not one of the \($0.count) files that the metadata lists is in \(path) (dataset.audio), the"
            + " first: \($0.first)"
      } ?? "There is no folder \(path), which dataset.audio names")
        + "; connect its disk, or correct dataset.audio. The manifest is as it was."
    case .nothingIngested(let manifest):
      """
      The manifest \(manifest) lists no clip of this data set that can be used; run soundmark ingest \
      first (make does), and look at its faults with: sqlite3 \(manifest) 'SELECT * FROM clip_faults'.
      """
    case .nothingSegmented(let manifest):
      """
      The manifest \(manifest) has no window of a clip under these segment settings; run soundmark \
      segment first (make does).
      """
    case .notRendered(let what):
      "There are no tensors \(what); run soundmark segment and soundmark render first (make does)."
    case .nothingTrained:
      """
      There is no finished run under this configuration for these folds; run soundmark train first \
      (make does).
      """
    case .nothingTested:
      """
      There is nothing to explain: no network of this configuration was tested on the data that the \
      manifest has now; run soundmark evaluate first (make does).
      """
    case .diskTooSmall(let stage, let needs, let free, let cache):
      """
      Could not start \(stage): it is going to take \(sizeText(needs)) in \(cache), where \
      \(sizeText(free)) are free; make room (soundmark collect shows what can go) or choose another \
      paths.cache.
      """
    case .cacheInUse(let cache, let holder):
      "Could not use the cache \(cache): \(holder) is at work in it; wait for it to end and try again."
    case .noSuchFold(let fold, let known):
      """
      There is no fold \(fold) with tensors; the folds are \
      \(known.joined(separator: ", ")).
      """
    case .trainedOn(let fold, let run):
      """
      Run \(run) was trained on fold \(fold), so testing it there would measure memory; choose folds \
      that it has not seen with --test-folds.
      """
    case .noFoldToKeep(let trained):
      """
      training.validation is next-fold, but fold \(trained) alone is trained on, and nothing would be left \
      to learn from; give the data set more folds, or choose recordings.
      """
    case .noRecordingToKeep:
      """
      training.validation is recordings, but each class has one recording alone, and nothing can be kept \
      back; give the metadata's recordings, or choose next-fold.
      """
    case .tooFewFolds(let folds):
      """
      Found \(folds.count == 1 ? "one fold only" : "no fold") with tensors \
      (\(folds.joined(separator: ", "))), but training needs at least two: one to \
      train on and one to test on; give the data set more folds.
      """
    }
  }
}
