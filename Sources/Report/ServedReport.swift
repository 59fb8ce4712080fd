import Foundation
import Pages
import Pipeline

/// The sections of a report or a comparison, with pictures and sounds by address.
package struct ServedReport: Sendable {
  package struct Section: Sendable {
    package let id: String
    package let name: String
    package let body: HTML
  }

  package let title: String
  package let sections: [Section]

  init(title: String, _ sections: [ReportSection]) {
    self.title = title
    self.sections = sections.map { Section(id: $0.id, name: $0.name, body: $0.body) }
  }

  /// - Parameter name: Of an experiment, a network that one has, or a run.
  /// - Throws: `ReportError`, `ManifestError`.
  package init(of name: String, in context: StageContext) throws {
    let data = try ReportData(ReportSubject(name, in: context), in: context)
    var cards = ClipCards(try ClipMedia(in: context, .served, withAudio: true))
    self.init(
      title: "\(data.subject.network) on \(context.configuration.dataset.name)",
      try ReportPage.sections(data, &cards))
  }
}

/// What the pages of reports are dressed in, for others that are served.
package enum ReportDress {
  package static var style: String { String(decoding: PackageResources.style_css, as: UTF8.self) }
  package static var script: String { String(decoding: PackageResources.script_js, as: UTF8.self) }
}
