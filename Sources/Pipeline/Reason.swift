import Manifest
import Configuration

/// Why an item must run; a plan says so before anything does.
package enum Reason: Hashable, Sendable, CustomStringConvertible {
  case new
  case contentChanged
  /// The file's size or times are not those on record; its content decides.
  case fileTouched
  /// `spectrogram.hopLength` 512 → 256.
  case parameterChanged(name: String, from: String, to: String)
  case stageVersion(from: String, to: String)
  case objectMissing
  /// A figure that is measured by now.
  case metricMissing(name: String)
  case retry(category: String)
  case unfinished
  case forced

  package var description: String {
    switch self {
    case .new: "new"
    case .contentChanged: "content changed"
    case .fileTouched: "file touched"
    case .parameterChanged(let name, let from, let to): "\(name) \(from) → \(to)"
    case .stageVersion(let from, let to): "stage version \(from) → \(to)"
    case .objectMissing: "object missing"
    case .metricMissing(let name): "without \(name)"
    case .retry(let category): "was \(category)"
    case .unfinished: "unfinished"
    case .forced: "forced"
    }
  }

  /// What distinguishes two recipes (`name=value` lines), as the reason for a rerun: the key that
  /// somebody set, rather than one whose default follows from it.
  ///
  /// - Parameter set: What differs between the configurations that the recipes come from.
  package static func change(
    from earlier: String?, to present: String, set: [SettingChange] = []
  ) -> Reason {
    guard let earlier else { return .new }
    let before = facts(earlier)
    let after = facts(present)
    let differing = Set(before.keys).union(after.keys).filter { before[$0] != after[$0] }.sorted()
    let names = differing.filter { name in set.contains { $0.key == name } }
    guard let name = names.first ?? differing.first else { return .new }
    // A published front end gives most of the others their values.
    if let frontEnd = set.first(where: { $0.key == "frontEnd" }) {
      return .parameterChanged(name: frontEnd.key, from: frontEnd.from, to: frontEnd.to)
    }
    let absent = Parameter.neutralValue(of: name) ?? "unset"
    let from = before[name] ?? absent
    let to = after[name] ?? absent
    return name.hasSuffix(".version")
      ? .stageVersion(from: from, to: to) : .parameterChanged(name: name, from: from, to: to)
  }

  private static func facts(_ recipe: String) -> [String: String] {
    var facts: [String: String] = [:]
    for line in recipe.split(separator: "\n") {
      let parts = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      facts[String(parts[0])] = parts.count == 2 ? String(parts[1]) : ""
    }
    return facts
  }
}

/// How many items would run, by reason.
package struct PlanSummary: Sendable {
  package var stage: String
  /// What an item is: `clip`, `segment`, `run`.
  package var unit: String
  package var reasons: [Reason: Int] = [:]
  package var upToDate = 0
  /// Segments that have to be seen through a frozen network first.
  package var embeddings = 0
  /// What the stage is going to add to the cache.
  package var bytes = 0
  /// Why there is nothing to do, where that is not because all is done.
  private var remark: String?
  /// How many will run, about, and after which stage: known items are none yet.
  private var forecast: (count: Int, after: String)?

  package init(stage: String, unit: String) {
    self.stage = stage
    self.unit = unit
  }

  /// Of a stage that the configuration leaves nothing to do.
  init(stage: String, remark: String) {
    self.init(stage: stage, unit: "item")
    self.remark = remark
  }

  /// Of a stage whose items an earlier one is still to make.
  package init(stage: String, unit: String, about count: Int, after: String) {
    self.init(stage: stage, unit: unit)
    forecast = (count, after)
  }

  package mutating func add(_ reason: Reason) {
    reasons[reason, default: 0] += 1
  }

  package var toRun: Int { forecast?.count ?? reasons.values.reduce(0, +) }

  /// `render: 12 segments would run (12 new), 8,720 up to date`
  package var description: String {
    if let (count, after) = forecast {
      return "\(stage): about \(counted(count, unit)) would run, after \(after)"
    }
    guard toRun > 0 else {
      return "\(stage): \(remark ?? "up to date (\(counted(upToDate, unit)))")"
    }
    let why = reasons.sorted { ($1.value, $0.key.description) < ($0.value, $1.key.description) }
      .map { "\($0.value) \($0.key)" }.joined(separator: ", ")
    return """
      \(stage): \(counted(toRun, unit)) would run (\(why)), \(upToDate) up to date\
      \(preparation)\(bytes > 0 ? "; takes \(sizeText(bytes))" : "")
      """
  }

  private var preparation: String {
    embeddings > 0 ? "; \(counted(embeddings, "segment")) to embed first" : ""
  }
}

extension PlanSummary {
  /// `render: 12 segments (12 new), takes 1.1 MB`
  var announcement: String {
    let why = reasons.sorted { ($1.value, $0.key.description) < ($0.value, $1.key.description) }
      .map { "\($0.value) \($0.key)" }.joined(separator: ", ")
    return """
      \(stage): \(counted(toRun, unit)) to run (\(why))\
      \(preparation)\(bytes > 0 ? ", takes \(sizeText(bytes))" : "")
      """
  }
}
