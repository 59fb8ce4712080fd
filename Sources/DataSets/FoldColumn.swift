/// The folds that a column names: whole numbers, or words such as `train` and `test`.
struct FoldColumn {
  private var folds: [Int]
  /// The words, that of fold 1 first; none for numbers.
  let names: [String]

  /// No column: the folds come later.
  static let dealt = FoldColumn(folds: [], names: [])

  private init(folds: [Int], names: [String]) {
    self.folds = folds
    self.names = names
  }

  /// - Parameter complain: Told the row, and what was expected there: of words among numbers, or a number
  ///   among words, the fewer are wrong.
  init(_ texts: [String], takesWords: Bool, complain: (Int, String) -> Void) {
    let numbers = texts.map { NumberText.whole($0) }
    let words = texts.indices.filter {
      numbers[$0] == nil && Double(texts[$0]) == nil && !texts[$0].isEmpty
    }
    let filled = texts.count { !$0.isEmpty }
    let areWords = takesWords && 2 * words.count > filled
    for (row, text) in texts.enumerated() {
      if areWords, text.isEmpty || Double(text) != nil {
        complain(row, "a word, as most rows have")
      } else if !areWords, numbers[row].map({ $0 < 0 }) ?? true {
        complain(row, "a whole number, 0 or above")
      }
    }
    guard areWords else {
      self.init(folds: numbers.map { $0 ?? 0 }, names: [])
      return
    }
    let names = Set(texts).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    let numbersOfNames = Dictionary(uniqueKeysWithValues: zip(names, 1...))
    self.init(folds: texts.map { numbersOfNames[$0]! }, names: names)
  }

  func fold(_ row: Int) -> Int { folds.isEmpty ? 0 : folds[row] }
}
