import Manifest
import Pipeline
import Scoring

/// Two experiments on the clips that both were tested on.
struct Comparison {
  let first: ReportData
  let second: ReportData
  /// Clip by clip.
  let pairs: [(first: TestedSound, second: TestedSound)]
  let bootstrap: PairedBootstrap
  let mcNemar: McNemarTest
  /// A letter or the network's name each, which tell them apart.
  let names: (first: String, second: String)

  /// - Throws: `ReportError.nothingInCommon`.
  init(_ first: ReportData, _ second: ReportData) throws {
    self.first = first
    self.second = second
    let (one, other) = (first.subject, second.subject)
    names =
      one.network == other.network
      ? (
        "\(one.network) \(one.experiment.prefix(8))",
        "\(other.network) \(other.experiment.prefix(8))"
      )
      : (one.network, other.network)
    let others = Dictionary(second.clips.map { ($0.name, $0) }, uniquingKeysWith: { a, _ in a })
    pairs = first.clips.compactMap { clip in others[clip.name].map { (clip, $0) } }
    var recordings: [String: String] = [:]
    let facts = first.clipFacts
    for row in facts.rows.indices { recordings[facts[row, "clip"]!] = facts[row, "recording"]! }
    let right = pairs.map(\.first.isRight)
    let otherRight = pairs.map(\.second.isRight)
    guard
      let bootstrap = PairedBootstrap(
        first: right, second: otherRight,
        groups: pairs.map { recordings[$0.first.name] ?? $0.first.name }, replicates: 2_000)
    else { throw ReportError.nothingInCommon(names.first, names.second) }
    self.bootstrap = bootstrap
    mcNemar = McNemarTest(first: right, second: otherRight)
  }

  /// "A is better than B by 3.1 points (95 % interval 1.2 to 5.0)"
  var verdict: String {
    let interval = bootstrap.interval
    let ends = "\(points(interval.lower)) to \(points(interval.upper)) points"
    if interval.lower > 0 || interval.upper < 0 {
      let (better, worse) =
        bootstrap.difference > 0 ? (names.first, names.second) : (names.second, names.first)
      return """
        \(better) is better than \(worse): the accuracy of \(names.first) less that of \(names.second) is \
        \(points(bootstrap.difference)) points, 95 % interval \(ends).
        """
    }
    return """
      Neither is shown to be better: the accuracy of \(names.first) less that of \(names.second) is \
      \(points(bootstrap.difference)) points, 95 % interval \(ends), which holds 0.
      """
  }

  var basis: String {
    """
    On \(counted(pairs.count, "clip")) of \(counted(bootstrap.groupCount, "recording")) that both were \
    tested on; recordings drawn again, 2000 times. McNemar's test, which takes clips for independent: \
    \(mcNemar.onlyFirst) right by \(names.first) alone, \(mcNemar.onlySecond) by \(names.second) alone, \
    p \(probability(mcNemar.probability)).
    """
  }

  /// By class: recall of the first and of the second on the common clips, and how many clips.
  var classes: [(name: String, first: Double, second: Double, clips: Int)] {
    let groups = Dictionary(grouping: pairs, by: \.first.label)
    return first.classes.compactMap { label in
      guard let clips = groups[label] else { return nil }
      let count = Double(clips.count)
      return (
        label, Double(clips.count(where: \.first.isRight)) / count,
        Double(clips.count(where: \.second.isRight)) / count, clips.count
      )
    }
  }

  /// The keys in which their settings differ, with both values. Nothing is said of a section that one of
  /// the two has not at all, as baselines have no training.
  var settings: [(key: String, first: String, second: String)] {
    let (one, other) = (first.settings, second.settings)
    let sections = Set(one.keys.map(section)).intersection(other.keys.map(section))
    return Set(one.keys).union(other.keys).sorted().compactMap { key in
      guard sections.contains(section(key)), one[key] != other[key] else { return nil }
      return (key, one[key] ?? "unset", other[key] ?? "unset")
    }
  }

  private func section(_ key: String) -> Substring { key.prefix { $0 != "." } }

  private func points(_ share: Double) -> String {
    (share > 0 ? "+" : "") + decimals(share * 100, 1)
  }

  private func probability(_ value: Double) -> String {
    value < 0.0001 ? "< 0.0001" : "= \(decimals(value, 4))"
  }
}

extension ReportData {
  /// Of its runs, from the lines `key=value` that they were recorded with, and those of the leaderboard that are of sound.
  fileprivate var settings: [String: String] {
    var settings: [String: String] = [:]
    for line in (runs.rows.isEmpty ? "" : runs[0, "settings"] ?? "").split(separator: "\n") {
      let parts = line.split(separator: "=", maxSplits: 1)
      if parts.count == 2 {
        settings[String(parts[0])] = String(parts[1].replacing("\"", with: ""))
      }
    }
    for row in leaderboard.rows.indices
    where leaderboard[row, "experiment"] == subject.experiment {
      for words in (leaderboard[row, "settings"] ?? "").split(separator: ", ") {
        let parts = words.split(separator: " ", maxSplits: 1)
        // Training's own are in the runs' lines.
        if parts.count == 2, parts[0].contains(".") {
          settings[String(parts[0])] = String(parts[1])
        }
      }
    }
    return settings
  }
}
