import Configuration
import Pipeline

/// What somebody needs to know who is given a model: for people as Markdown, for programs as JSON.
struct ModelCard {
  private let data: ReportData
  private let protocolText: String

  init(_ data: ReportData) throws {
    self.data = data
    protocolText = try data.protocolText
  }

  var markdown: String {
    let configuration = data.context.configuration
    var lines = [
      "# \(plain(data.subject.network)) on \(plain(configuration.dataset.name))", "",
      "- Accuracy: \(words(data.figure("accuracy"))). Macro F1: \(words(data.figure("macro_f1"))).",
      "- Protocol: \(plain(protocolText)).",
      "- Tested on: \(counted(data.clips.count, "clip")) of "
        + "\(counted(data.recordingCount, "recording")); intervals draw recordings again.",
      "- Leaks: \(leaks).", "- Weights to start from: \(plain(weights)).",
      "- Licence of the sounds: \(plain(data.soundLicence)).",
      "- Compute: \(data.training), "
        + "\(plain(data.runs.rows.isEmpty ? "" : data.runs[0, "machine"]!)).",
      "- Experiment \(data.subject.experiment), soundmark \(programVersion)"
        + (data.subject.isCurrent ? ", front end \(FrontEndCard(configuration).hash)." : "."),
      "", "| fold | accuracy |", "|---|---|",
    ]
    lines += folds.map { "| \(plain($0)) | \(words(data.figure("accuracy", fold: $0))) |" }
    lines += ["", "| class | precision | recall | F1 |", "|---|---|---|---|"]
    lines += data.classes.map { label in
      let figures = ["precision", "recall", "f1"].map { words(data.figure($0, label: label)) }
      return "| \(plain(label)) | \(figures.joined(separator: " | ")) |"
    }
    if !confusions.isEmpty {
      lines += ["", "Known confusions:", ""]
      lines += confusions.map {
        "- \(plain($0.label)) taken for \(plain($0.predicted)): \(counted($0.clips, "clip"))"
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  var json: JSONObject {
    var object = JSONObject()
    object.set("network", data.subject.network)
    object.set("dataset", data.context.configuration.dataset.name)
    object.set("experiment", data.subject.experiment)
    object.set("version", programVersion)
    object.set("protocol", protocolText)
    object.set("clips", data.clips.count)
    object.set("recordings", data.recordingCount)
    object.set("leaks", data.leaks.rows.count)
    object.set("licence", data.soundLicence)
    object.set("weights", weights)
    object.set("seconds", seconds)
    if data.subject.isCurrent {
      object.set("front_end", FrontEndCard(data.context.configuration).hash)
    }
    object.set(
      "figures",
      data.intervals.rows.indices.map { row in
        var figure = JSONObject()
        for column in ["fold", "label", "salience", "metric"] {
          if let text = data.intervals[row, column], !text.isEmpty { figure.set(column, text) }
        }
        for column in ["value", "low", "high"] {
          if let value = data.intervals[row, column].flatMap({ Double($0) }) {
            figure.set(column, value)
          }
        }
        return figure
      })
    object.set(
      "confusions",
      confusions.map { confusion in
        var object = JSONObject()
        object.set("label", confusion.label)
        object.set("predicted", confusion.predicted)
        object.set("clips", confusion.clips)
        return object
      })
    return object
  }

  private var folds: [String] {
    data.intervals.rows.indices.compactMap { data.intervals[$0, "fold"] }.filter { !$0.isEmpty }
  }

  /// The ten that are most frequent.
  private var confusions: [(label: String, predicted: String, clips: Int)] {
    Dictionary(grouping: data.clips.filter { !$0.isRight }) { [$0.label, $0.predicted] }
      .map { ($0.key[0], $0.key[1], $0.value.count) }
      .sorted { ($1.2, $0.0, $0.1) < ($0.2, $1.0, $1.1) }.prefix(10)
      .map { (label: $0.0, predicted: $0.1, clips: $0.2) }
  }

  private var leaks: String {
    data.leaks.rows.isEmpty
      ? "no recording and no file is in more than one fold"
      : "\(data.leaks.rows.count) recordings or contents are in more than one fold"
  }

  private var weights: String {
    guard data.subject.isCurrent else { return "see the run's settings" }
    guard let name = data.context.configuration.weights else { return "none" }
    return PublishedWeights.named(name).map { "\(name), \($0.source), \($0.licence)" } ?? name
  }

  private var seconds: Double {
    data.runs.rows.indices.compactMap { Double(data.runs[$0, "seconds"]!) }.reduce(0, +)
  }

  private func words(_ figure: ReportFigure?) -> String {
    guard let figure else { return "–" }
    let ends = figure.interval.map { low, high in
      " (\(decimals((Double(low) ?? 0) * 100, 1)) – \(decimals((Double(high) ?? 0) * 100, 1)))"
    }
    return "\(decimals(figure.number * 100, 1)) %\(ends ?? "")"
  }

  /// Text of anybody's in Markdown, on one line.
  private func plain(_ text: String) -> String {
    text.map { character in
      if character.isNewline { return " " }
      return "\\`*_{}[]<>#|!&~".contains(character) ? "\\\(character)" : String(character)
    }.joined()
  }
}
