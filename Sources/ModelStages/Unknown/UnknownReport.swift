import Manifest
import Pipeline

/// What evaluate prints of unknown sounds, as the view `unknown_sounds` has it.
struct UnknownReport {
  private let plan: EvaluatePlan
  private let context: StageContext

  init(_ plan: EvaluatePlan, in context: StageContext) {
    (self.plan, self.context) = (plan, context)
  }

  func print() throws {
    guard !plan.unknown.isEmpty else { return }
    let asked = Set(plan.unknown.map(\.name))
    let rows = try context.manifest.rows(of: "unknown_sounds", runs: plan.networkRuns.map(\.id))
    context.reporter.result("")
    context.reporter.result("Sounds that are none of the classes, and how many of them are caught:")
    for row in rows.rows.indices where asked.contains(rows[row, "unknown"]!) {
      let kind = rows[row, "kind"] == "class" ? "held out: " : ""
      context.reporter.result(
        "  fold \(rows[row, "fold"]!), \(kind)\(rows[row, "unknown"]!): \(percent(rows[row, "caught"])) of "
          + "\(counted(Int(rows[row, "sounds"]!) ?? 0, "sound")) caught at \(percent(rows[row, "promised"])) "
          + "promised (of known sounds \(percent(rows[row, "known_rejected"])) rejected), AUROC "
          + "\(Double(rows[row, "auroc"]!).map { decimals($0, 2) } ?? "–")")
      context.reporter.result(
        rows.object(
          "unknown", row: row, counts: ["run", "sounds", "recordings"],
          texts: ["network", "fold", "kind", "unknown"]))
    }
  }

  private func percent(_ share: String?) -> String {
    share.flatMap(Double.init).map { "\(decimals($0 * 100, 1)) %" } ?? "–"
  }
}
