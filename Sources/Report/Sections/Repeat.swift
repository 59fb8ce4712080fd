import Configuration
import Foundation
import Pages
import Pipeline

extension ReportSection {
  /// Whatever somebody needs who wants the same figures.
  static func repeating(_ data: ReportData) -> ReportSection {
    let (runs, configuration) = (data.runs, data.context.configuration)
    func values(_ column: String) -> String { data.runValues(column).joined(separator: ", ") }
    var rows: [(String, String)] = [
      ("Experiment", data.subject.experiment),
      ("Network", "\(data.subject.network), \(values("precision"))"),
      ("Machine", values("machine")), ("Training", data.training),
      ("Program", "soundmark \(programVersion)"),
    ]
    if data.subject.isCurrent {
      rows += [
        ("Front end", FrontEndCard(configuration).hash), ("Libraries", FrontEndCard.libraries),
      ]
      rows.append(("Weights", weights(configuration)))
    }
    rows.append(("Licence of the sounds", data.soundLicence))
    let list = rows.map { "<dt>\($0)</dt><dd>\($1)</dd>" as HTML }
    let text =
      data.subject.isCurrent
      ? pretty(configuration.canonicalText) : runs[0, "settings"] ?? ""
    return ReportSection(
      id: "repeat", name: "How to repeat it",
      body: """
        <p>Save the configuration as a file, put the sounds where it says, and run \
        <code>make CONFIG=that-file.json</code> with the same version.</p><dl>\(list)</dl>
        <details open><summary>Configuration</summary><pre>\(text)</pre></details>
        \(source("all_runs"))
        """)
  }

  private static func weights(_ configuration: PipelineConfiguration) -> String {
    guard let name = configuration.weights else { return "none: training began from chance" }
    guard let known = PublishedWeights.named(name) else { return name }
    return "\(name): \(known.source); \(known.licence); \(known.training)"
  }

  private static func pretty(_ json: String) -> String {
    guard let value = try? JSONSerialization.jsonObject(with: Data(json.utf8)),
      let text = try? JSONSerialization.data(
        withJSONObject: value, options: [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes])
    else { return json }
    return String(decoding: text, as: UTF8.self)
  }
}

extension ReportData {
  /// What was trained, such as `3 runs of 30 epochs, seed 1, 240 s altogether`. Probes and baselines are
  /// solved: they have no epochs, whose time is kept, and nothing is random.
  var training: String {
    let count = counted(runs.rows.count, "run")
    let epochs = runValues("epochs").joined(separator: ", ")
    guard epochs != "0" else { return count }
    let seconds = runs.rows.indices.compactMap { Double(runs[$0, "seconds"]!) }.reduce(0, +)
    return "\(count) of \(epochs) epochs, seed \(runValues("seed").joined(separator: ", ")), "
      + "\(decimals(seconds, 0)) s altogether"
  }

  /// What a column of the runs says, each value once.
  fileprivate func runValues(_ column: String) -> [String] {
    var seen: [String] = []
    for row in runs.rows.indices {
      if let value = runs[row, column], !value.isEmpty, !seen.contains(value) { seen.append(value) }
    }
    return seen
  }
}
