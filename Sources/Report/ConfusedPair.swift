/// A class and what it was taken for.
struct ConfusedPair {
  let label: String
  let predicted: String
  let clips: [TestedSound]
}

extension ReportData {
  /// What was taken for what, the most clips first.
  var confusedPairs: [ConfusedPair] {
    Dictionary(grouping: clips.filter { !$0.isRight }) { [$0.label, $0.predicted] }
      .map { ConfusedPair(label: $0.key[0], predicted: $0.key[1], clips: $0.value) }
      .sorted {
        ($1.clips.count, $0.label, $0.predicted) < ($0.clips.count, $1.label, $1.predicted)
      }
  }

  /// Clips that were taken for another class, the most confident first.
  var confidentMistakes: [TestedSound] {
    clips.filter { !$0.isRight }.sorted { ($1.confidence, $0.name) < ($0.confidence, $1.name) }
  }
}
