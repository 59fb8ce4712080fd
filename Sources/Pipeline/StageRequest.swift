/// What a stage is asked to do, as its command line says it.
package struct StageRequest: Sendable {
  /// The configuration file, and what overrides its keys (`segment.seconds=2`).
  package var config = "pipeline.json"
  package var overrides: [String] = []
  /// Print what would run and why, and end.
  package var isDryRun = false
  /// Compute everything again.
  package var isForced = false
  /// End with status 1 when a clip has a fault.
  package var isStrict = false
  /// Workers; nil: one a processor.
  package var jobs: Int?
  /// The share of the items to take; nil: all.
  package var shard: Shard?

  package init() {}

  package var pool: WorkPool { WorkPool(jobs: jobs ?? WorkPool.processors) }
}
