import Cache
import Configuration
import Digests
import Pages
import Pipeline

/// A page about one experiment.
package struct ReportPage {
  package let path: String
  private let data: ReportData
  private let withAudio: Bool
  private let key: Digest
  private let context: StageContext

  /// - Parameters:
  ///   - name: Of the experiment, see the command's help; nil: the present configuration's network.
  ///   - output: The file; nil: beside the results, named after the experiment.
  /// - Throws: `ReportError`, `ManifestError`.
  package init(
    of name: String?, to output: String?, withAudio: Bool, in context: StageContext
  ) throws {
    let subject = try name.map { try ReportSubject($0, in: context) } ?? ReportSubject(in: context)
    data = try ReportData(subject, in: context)
    self.context = context
    self.withAudio = withAudio
    path =
      output
      ?? context.configuration.paths.resultsFolder + "/"
      + "report \(subject.network) \(subject.experiment.prefix(8)).html".escapedForFileName
    key = KeyText(page: "report", of: [data], withAudio: withAudio, in: context).digest
  }

  package var isCurrent: Bool { Page.isCurrent(path, key) }

  /// Makes the page, and the model card beside it; gives the page's size in bytes.
  package func write() throws -> Int {
    let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
    var cards = ClipCards(
      try ClipMedia(
        in: context, .embedded(folder: folder.isEmpty ? "/" : folder), withAudio: withAudio))
    let sections = try Self.sections(data, &cards)
    let page = Page(
      title: "\(data.subject.network) on \(context.configuration.dataset.name)",
      remark: cards.remark, sections: sections, key: key)
    let bytes = Array(try page.html().utf8)
    let files = LocalFileSystem()
    try files.createDirectory(folder)
    let card = try ModelCard(data)
    for (ending, text) in [("md", card.markdown), ("json", card.json.text + "\n")] {
      let (file, content) = ("\(stem).card.\(ending)", Array(text.utf8))
      try files.replace(file, with: content.span.bytes, temporary: "\(file).part")
    }
    // Last, since a page that is there says that all of it is.
    try files.replace(path, with: bytes.span.bytes, temporary: "\(path).part")
    return bytes.count
  }

  static func sections(
    _ data: ReportData, _ cards: inout ClipCards
  ) throws -> [ReportSection] {
    // Sounds go to the first who ask.
    let mistakes = ReportSection.mistakes(data, &cards)
    let suspects = ReportSection.suspects(data, &cards)
    let confusion = ReportSection.confusion(data, &cards)
    let links = ClipLinks(cards, classes: data.classes)
    let sections: [ReportSection?] = [
      try .headline(data), .inWords(data), .leakLens(data), try .baselines(data), confusion,
      .classes(data), .folds(data), .learning(data), .salience(data), .trust(data),
      .robustness(data), mistakes, suspects, try .looksAt(data, cards), .clipMap(data, links),
      .dataSet(data), .repeating(data),
    ]
    return sections.compactMap(\.self)
  }

  /// The model card has the page's name, and one that no configuration beside it has.
  private var stem: String { path.hasSuffix(".html") ? String(path.dropLast(5)) : path }
}
