/// A table as HTML has it.
public struct Table {
  /// A column's name, and whether it holds numbers.
  public struct Column {
    let name: String
    let isNumber: Bool

    public static func text(_ name: String) -> Column { Column(name: name, isNumber: false) }
    public static func number(_ name: String) -> Column { Column(name: name, isNumber: true) }
  }

  private let caption: String
  private let columns: [Column]
  private var rows: [[HTML]] = []

  /// - Parameter caption: For who does not see the table's surroundings.
  public init(_ caption: String, _ columns: [Column]) {
    self.caption = caption
    self.columns = columns
  }

  /// - Parameter cells: The first names the row.
  public mutating func add(_ cells: [HTML]) {
    precondition(cells.count == columns.count, "each column needs a cell")
    rows.append(cells)
  }

  public var html: HTML {
    let head = columns.map { column -> HTML in
      "<th scope=\"col\"\(kind(column))>\(column.name)</th>"
    }
    let body = rows.map { row -> HTML in
      let cells = zip(columns, row).dropFirst().map { column, cell -> HTML in
        "<td\(kind(column))>\(cell)</td>"
      }
      return "<tr><th scope=\"row\">\(row[0])</th>\(cells)</tr>\n"
    }
    return """
      <div class="scroll" tabindex="0" role="region" aria-label="\(caption)"><table>
      <caption class="unseen">\(caption)</caption>
      <thead><tr>\(head)</tr></thead><tbody>
      \(body)</tbody></table></div>
      """
  }

  private func kind(_ column: Column) -> HTML { column.isNumber ? " class=\"number\"" : "" }
}
