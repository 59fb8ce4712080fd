extension View {
  /// What the views of the present configuration are made from; no part of the public interface.
  static let current = [
    View(
      "current_configuration",
      """
      SELECT id, lower(hex(digest)) AS digest, json, dataset, minimum_seconds, last_used
      FROM configuration ORDER BY last_used DESC, id DESC LIMIT 1
      """),
    View(
      "current_clip",
      """
      SELECT clip.*, class.name AS class, \(fold("clip.fold", of: "clip.dataset")) AS fold_name
      FROM clip LEFT JOIN class ON class.dataset = clip.dataset AND class.label = clip.label
      WHERE clip.dataset = (SELECT dataset FROM current_configuration)
      """),
    View(
      "current_run",
      """
      SELECT run.* FROM run JOIN configuration_run ON configuration_run.run = run.id
      WHERE configuration_run.configuration = (SELECT id FROM current_configuration)
      """),
  ]
}
