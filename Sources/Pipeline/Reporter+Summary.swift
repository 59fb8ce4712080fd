import Manifest

extension Reporter {
  /// What a stage did: how many items it made, were up to date, and have faults.
  ///
  /// - Parameter knownFaults: How many of the faults were known before.
  package func showSummary(
    _ stage: String, unit: String, _ summary: StageRunSummary, knownFaults: Int = 0,
    in context: StageContext
  ) {
    let made = summary.ran - (summary.failed - knownFaults)
    var text = "\(stage): \(counted(made, unit)) made, \(summary.hit) up to date"
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
