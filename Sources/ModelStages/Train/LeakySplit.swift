import Manifest
import Numerics

/// Folds dealt to clips at random, as is often done: slices of one recording are learned from and tested on.
///
/// Each class keeps as many clips in each fold as the data set gives it, so that nothing but the recordings
/// tells the figures from honest ones. The deal depends on the clips alone, on no seed of training.
enum LeakySplit {
  /// Ends the names of what is trained so.
  static let mark = " (leaky random split)"
  /// In the text of settings.
  static let setting = "training.leakyRandomSplit=true"

  /// For each clip its new fold.
  static func deal(_ clips: [(fold: Int, label: Int)]) -> [Int] {
    var folds = clips.map(\.fold)
    for (label, places) in Dictionary(grouping: clips.indices, by: { clips[$0].label }) {
      var random = Philox(seed: 0, purpose: "leaky split", clip: label)
      for (place, drawn) in zip(places, random.permutation(places.count)) {
        folds[place] = clips[places[drawn]].fold
      }
    }
    return folds
  }
}

/// A segment of a clip in a fold.
protocol FoldMember {
  var fold: Int { get set }
  var label: Int { get }
  /// From 0; those of a clip follow each other.
  var segment: Int { get }
}

extension Example: FoldMember {}
extension ExampleIdentity: FoldMember {}

extension Array where Element: FoldMember {
  /// The same segments in the folds of a leaky split.
  func dealtAtRandom() -> Self {
    let folds = LeakySplit.deal(filter { $0.segment == 0 }.map { ($0.fold, $0.label) })
    var clip = -1
    return map { example in
      var example = example
      if example.segment == 0 { clip += 1 }
      example.fold = folds[clip]
      return example
    }
  }
}
