import Foundation
import Manifest
import Pages
import Pipeline

extension ReportSection {
  static func dataSet(_ data: ReportData) -> ReportSection {
    let facts = data.clipFacts
    func column(_ name: String) -> [String] { facts.values(of: name) }
    let seconds = column("seconds").compactMap { Double($0) }.sorted()
    let contents = Dictionary(grouping: column("content"), by: \.self).values.filter {
      $0.count > 1
    }
    let duplicates =
      contents.isEmpty
      ? "none"
      : "\(counted(contents.reduce(0) { $0 + $1.count }, "clip")) share their file's content with another"
    let lengths =
      seconds.isEmpty
      ? "unknown"
      : "\(decimals(seconds[0], 2)) s to \(decimals(seconds.last!, 2)) s, median "
        + "\(decimals(seconds[seconds.count / 2], 2)) s"
    let folds = Set(column("fold")).sorted { $0.localizedStandardCompare($1) == .orderedAscending }
    let name = data.context.configuration.dataset.name
    let rows: [(String, String)] = [
      ("Data set", name),
      ("Clips", "\(facts.rows.count), of \(Set(column("recording")).count) recordings"),
      ("Classes", wholeTally(data.classes, column("label"))),
      ("Folds", wholeTally(folds, column("fold"))), ("Lengths", lengths),
      ("Sample rates", tally(column("sample_rate"), " Hz")),
      ("Channels", tally(column("channels"))), ("Encodings", tally(column("encoding"))),
      ("Licence", data.soundLicence), ("Duplicates", duplicates),
      ("Faults", tally(data.faults.rows.indices.compactMap { data.faults[$0, "category"] })),
      ("Notes", tally(data.notes.rows.indices.compactMap { data.notes[$0, "note"] })),
    ]
    let list = rows.map { "<dt>\($0)</dt><dd>\($1.isEmpty ? "none" : $1)</dd>" as HTML }
    return ReportSection(
      id: "data", name: "The sounds",
      body: """
        <dl>\(list)</dl><p class="view">Views <code>clips</code>, <code>clip_faults</code>, \
        <code>clip_notes</code>.</p>
        """)
  }

  /// How many names there are, and how often each of them comes.
  private static func wholeTally(_ names: [String], _ values: [String]) -> String {
    let counts = Dictionary(grouping: values, by: \.self).mapValues(\.count)
    return "\(names.count): " + names.map { "\($0) (\(counts[$0] ?? 0))" }.joined(separator: ", ")
  }
}

extension ReportData {
  /// What the metadata says of it.
  var soundLicence: String {
    let licences = clipFacts.values(of: "licence")
    guard !licences.isEmpty else { return "not stated in the metadata; ask who published them" }
    let rest = clipFacts.rows.count - licences.count
    return tally(licences) + (rest > 0 ? "; of \(counted(rest, "clip")) not stated" : "")
  }
}

extension ViewRows {
  /// A column's values but for those that are null.
  fileprivate func values(of column: String) -> [String] {
    rows.indices.compactMap { self[$0, column] }.filter { !$0.isEmpty }
  }
}

/// The most frequent values, each with how often it comes.
private func tally(_ values: [String], _ unit: String = "") -> String {
  let counts = Dictionary(grouping: values, by: \.self).mapValues(\.count)
    .sorted { ($1.value, $0.key) < ($0.value, $1.key) }
  let rest = counts.dropFirst(6)
  return counts.prefix(6).map { "\($0.key)\(unit) (\($0.value))" }.joined(separator: ", ")
    + (rest.isEmpty ? "" : " and \(rest.count) others")
}
