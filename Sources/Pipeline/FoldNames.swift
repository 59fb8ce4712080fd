import ArgumentParser

/// A fold as people name it: its number, or a word such as `test`.
package struct FoldName: Hashable, Sendable, ExpressibleByIntegerLiteral, ExpressibleByArgument {
  package let text: String

  package init(integerLiteral value: Int) { text = "\(value)" }

  package init(argument: String) { text = argument }
}

/// What the folds of a data set are called. They are known by numbers everywhere within, and have names
/// where the data set has words for them.
package struct FoldNames: Sendable {
  private let names: [Int: String]

  /// - Parameter names: Of folds that are words, by number.
  package init(_ names: [Int: String] = [:]) { self.names = names }

  package subscript(fold: Int) -> String { names[fold] ?? "\(fold)" }

  package var areWords: Bool { !names.isEmpty }

  /// For a sentence: `1, 2` or `train, valid`.
  package func list(_ folds: [Int], separator: String = ", ") -> String {
    folds.map { self[$0] }.joined(separator: separator)
  }

  /// - Throws: `StageError.noSuchFold` where none of the known folds is called so.
  package func number(_ name: FoldName, among known: [Int]) throws(StageError) -> Int {
    if let fold = known.first(where: { self[$0] == name.text }) { return fold }
    throw .noSuchFold(fold: name.text, known: known.map { self[$0] })
  }

  /// The fold that a data set with folds for training and testing is tested on: that of the word `test`,
  /// else of `valid`, which may be called otherwise. Nil: each is tested in turn.
  package func tested(among known: [Int]) -> Int? {
    for words in [["test", "testing", "eval", "evaluation"], ["valid", "val", "validation"]] {
      if let fold = known.first(where: {
        names[$0].map { words.contains($0.lowercased()) } ?? false
      }) {
        return fold
      }
    }
    return nil
  }
}

extension StageContext {
  package func foldNames() throws -> FoldNames {
    FoldNames(try manifest.foldNames(of: rows.dataSet))
  }
}
