import Manifest
import Pipeline

extension Reporter {
  /// What a stage did: how many items ran, were up to date, and have faults.
  func showSummary(
    _ stage: String, unit: String, _ summary: StageRunSummary, in context: StageContext
  ) {
    var text = "\(stage): \(counted(summary.ran, unit)) made, \(summary.hit) up to date"
    if summary.failed > 0 {
      text += """
        , \(summary.failed) with a fault: sqlite3 \(context.manifest.path) \
        'SELECT * FROM clip_faults'
        """
    }
    result(text)
    var object = JSONObject()
    object.set("event", "summary")
    object.set("stage", stage)
    object.set("ran", summary.ran)
    object.set("hit", summary.hit)
    object.set("failed", summary.failed)
    result(object)
  }
}
