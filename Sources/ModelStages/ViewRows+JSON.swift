import Manifest
import Pipeline

extension ViewRows {
  /// A row as a line of `--json`.
  ///
  /// - Parameters:
  ///   - counts: Columns of whole numbers.
  ///   - texts: Columns that are no numbers, even where they look so; of the others, what is one is one.
  func object(_ event: String, row: Int, counts: Set<String>, texts: Set<String>) -> JSONObject {
    var object = JSONObject()
    object.set("event", event)
    for (column, text) in zip(columns, rows[row]) {
      if counts.contains(column), let number = Int(text) {
        object.set(column, number)
      } else if !texts.contains(column), let number = Double(text) {
        object.set(column, number)
      } else {
        object.set(column, text)
      }
    }
    return object
  }
}
