import Pages
import Report

/// A report or a comparison among the pages, its links to sections above it.
struct ReportView {
  let body: HTML

  init(_ report: ServedReport) {
    let links = report.sections.map { "<li><a href=\"#\($0.id)\">\($0.name)</a></li>" as HTML }
    let sections = report.sections.map { section -> HTML in
      """
      <section id="\(section.id)" aria-labelledby="\(section.id)-name">
      <h2 id="\(section.id)-name">\(section.name)</h2>
      \(section.body)
      </section>

      """
    }
    body = "<nav aria-label=\"Sections\"><ul>\(links)</ul></nav>\n\(sections)"
  }
}
