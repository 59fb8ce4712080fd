import Manifest
import ModelStages
import Pages
import Pipeline

extension ReportSection {
  /// How good, how sure, under which protocol, and whether the data set leaks.
  static func headline(_ data: ReportData) throws -> ReportSection {
    let accuracy = data.figure("accuracy")
    let fine: [HTML] = [
      ("Balanced accuracy", "balanced_accuracy"), ("Macro F1", "macro_f1"),
    ].compactMap { name, metric in
      data.figure(metric).map { "<dt>\(name)</dt><dd>\($0.percent) (\($0.ends))</dd>" }
    }
    let warning: HTML =
      data.subject.isLeaky
      ? """
      <p class="warning"><strong>No result:</strong> clips were dealt to the folds at random, so that \
      slices of one recording were learned from and tested on. What this page says is too good.</p>
      """ : ""
    return ReportSection(
      id: "headline", name: "How good, and how sure",
      body: """
        \(warning)<p class="figure">\(accuracy?.percent ?? "–")</p>
        <p class="reachwords">accuracy; 95 % interval \(accuracy?.ends ?? "unknown")</p>
        <p>\(try data.protocolText). \
        \(counted(data.clips.count, "clip")) of \(counted(data.recordingCount, "recording")); \
        the interval draws recordings again, not clips, since slices of one recording stand or fall \
        together.</p>
        \(labels(data))\(leaks(data))
        <dl>\(fine)</dl>
        \(source("intervals"))
        """)
  }

  private static func labels(_ data: ReportData) -> HTML {
    guard let words = data.correctedLabels else {
      return "<p>Labels: as the metadata lists them.</p>"
    }
    return """
      <p>Labels: \(words), by <code>dataset.corrections</code>, in training and in testing. View \
      <code>leaderboard</code> has the figures with the labels as listed, where they were taken.</p>
      """
  }

  private static func leaks(_ data: ReportData) -> HTML {
    let compared: HTML =
      data.soundsWereCompared
      ? ""
      : " Whether sounds are there under two names was not asked; <code>soundmark duplicates</code> does."
    guard !data.leaks.rows.isEmpty else {
      let sounds: HTML =
        data.soundsWereCompared ? ", and no sound under two names," : " and no file"
      return "<p>Leak audit: no recording\(sounds) is in more than one fold.\(compared)</p>"
    }
    let counts = ["recording", "content", "near-duplicate"].map { kind in
      data.leaks.rows.count { $0[0] == kind }
    }
    let pairs: HTML =
      counts[2] > 0 ? ", and \(counted(counts[2], "sound")) under the names of two recordings," : ""
    return """
      <p class="warning"><strong>Leak audit:</strong> \(counted(counts[0], "recording")) and \
      \(counted(counts[1], "file")) of equal content\(pairs) are in more than one fold. What was learned from \
      one may be tested on the same sound, so the accuracy may be too high. View \
      <code>leak_audit</code>.\(compared)</p>
      """
  }
}

extension ReportData {
  /// What the figures rest on, in a sentence that begins with a capital.
  var protocolText: String {
    get throws {
      let records = try context.manifest.runs(of: context.rows.id).filter {
        subject.runs.contains($0.id)
      }
      let text: String
      if records.isEmpty {
        let folds =
          "folds "
          + Set(clips.map(\.fold)).sorted { ($0.count, $0) < ($1.count, $1) }
          .joined(separator: ", ")
        text =
          (subject.isLeaky
            ? EvaluationProtocol.leakySplit(over: folds)
            : "\(folds) tested after training on others") + ", under an earlier configuration"
      } else {
        text = try EvaluationProtocol(
          records, folds: Set(clipFacts.rows.indices.map { clipFacts[$0, "fold"]! }).count,
          in: context
        ).text
      }
      return text.prefix(1).uppercased() + text.dropFirst()
    }
  }
}
