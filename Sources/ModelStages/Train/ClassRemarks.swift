import Pipeline

/// What the classes of a data set make of every figure, said before hours are spent on it.
package struct ClassRemarks {
  package let sentences: [String]
  private typealias Clip = (fold: Int, label: Int)

  package init(
    _ clips: [(fold: Int, label: Int)], classes: [String], splits: [FoldSplit],
    foldNames: FoldNames
  ) {
    let counts = Dictionary(grouping: clips, by: \.label).mapValues(\.count)
    var sentences: [String] = []
    if let (label, _) = counts.first, counts.count == 1 {
      sentences.append(
        "All clips are of one class, \(classes[label]): there is nothing to tell apart, and every accuracy will be 1."
      )
    }
    let single = counts.filter { $0.value == 1 }.keys.sorted().map { classes[$0] }
    if !single.isEmpty {
      sentences.append(
        "\(Self.subject(single)) one clip only, which is learned from or tested on, never both: its recall will be 0."
      )
    }
    sentences += Self.unseen(clips, classes: classes, splits: splits, foldNames)
    self.sentences = sentences
  }

  /// Classes of several clips that lie in the tested folds alone.
  private static func unseen(
    _ clips: [Clip], classes: [String], splits: [FoldSplit], _ foldNames: FoldNames
  ) -> [String] {
    Set(splits).sorted { $0.test.lexicographicallyPrecedes($1.test) }.compactMap { split in
      let learned = Set(clips.filter { split.train.contains($0.fold) }.map(\.label))
      let tested = Dictionary(
        grouping: clips.filter { split.test.contains($0.fold) }, by: \.label)
      let unseen = tested.filter { !learned.contains($0.key) && $0.value.count > 1 }
      guard !unseen.isEmpty else { return nil }
      let folds = foldNames.list(split.test)
      let count = unseen.values.reduce(0) { $0 + $1.count }
      return """
        \(subject(unseen.keys.sorted().map { classes[$0] })) clips in the tested fold \(folds) alone: \
        all \(count) of them will be taken for something else.
        """
    }
  }

  private static func subject(_ classes: [String]) -> String {
    "\(classes.count == 1 ? "The class" : "The classes") \(classes.joined(separator: ", "))"
      + " \(classes.count == 1 ? "has" : "have")"
  }
}
