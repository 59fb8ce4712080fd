import ArgumentParser
import Cache
import Configuration
import Digests
import Glibc
import Manifest

/// A step of the pipeline: it asks the manifest what there is to do, does that, records it, and ends.
package protocol Stage: Sendable {
  associatedtype Plan: StagePlan
  /// What its command takes beside what every stage takes.
  associatedtype Options: ParsableArguments = NoOptions

  /// Of its program, `soundmark-<name>`, and in the log of work.
  static var name: String { get }
  /// What it does, in one sentence, for people who ask for help.
  static var abstract: String { get }

  init(_ options: Options)

  /// Whether one process at a time works for a manifest.
  var isExclusive: Bool { get }

  /// Why the configuration alone leaves this stage nothing to do; nil where it does not.
  func remark(on configuration: PipelineConfiguration) -> String?

  /// Throws where the work cannot even begin, before anything is written.
  func check(_ configuration: PipelineConfiguration) throws

  /// What there is to do, from the manifest and the configuration alone.
  func plan(in context: StageContext) throws -> Plan

  /// About how much there will be to do, before there is anything to plan with.
  func forecast(for clips: ExpectedClips, in context: StageContext) throws -> PlanSummary?

  /// Records what is found already made, so that later stages find it, too.
  func settle(_ plan: Plan, in context: StageContext) throws

  /// Does what there is to do, and records it as part of `stageRun`.
  func carryOut(_ plan: Plan, in context: StageContext, stageRun: Int64) throws -> StageRunSummary

  /// Tells what came of it.
  func report(_ plan: Plan, _ summary: StageRunSummary, in context: StageContext) throws
}

package protocol StagePlan {
  var summary: PlanSummary { get }
  /// What later stages will have to do with, where this one lists the clips.
  var expected: ExpectedClips? { get }
}

extension StagePlan {
  package var expected: ExpectedClips? { nil }
}

/// The clips that the metadata lists, examined or not.
package struct ExpectedClips: Sendable {
  package var count: Int
  package var folds: [Int]
  package var foldNames: FoldNames
  /// Whether there are some that ingest has to examine.
  package var areNew: Bool

  package init(count: Int, folds: [Int], foldNames: FoldNames, areNew: Bool) {
    self.count = count
    self.folds = folds
    self.foldNames = foldNames
    self.areNew = areNew
  }
}

extension Stage {
  package var name: String { Self.name }
  package var isExclusive: Bool { true }
  package func remark(on configuration: PipelineConfiguration) -> String? { nil }
  package func check(_ configuration: PipelineConfiguration) throws {}
  package func forecast(for clips: ExpectedClips, in context: StageContext) throws -> PlanSummary? {
    nil
  }
  package func settle(_ plan: Plan, in context: StageContext) throws {}

  /// Prints what the stage would do, and settles what it finds made: for plans on a copy of the
  /// manifest, one stage's after another's.
  ///
  /// - Parameter expected: What ingest's plan says of the clips; set by ingest.
  package func showPlan(in context: StageContext, for expected: inout ExpectedClips?) throws {
    if let remark = remark(on: context.configuration) {
      return context.reporter.show(PlanSummary(stage: name, remark: remark))
    }
    do {
      let plan = try plan(in: context)
      context.reporter.show(plan.summary)
      try settle(plan, in: context)
      expected = plan.expected ?? expected
    } catch let error as StageError where error.isWaiting {
      if case .nothingIngested = error, expected?.areNew == false { throw error }
      let estimate = try expected.flatMap { try forecast(for: $0, in: context) }
      context.reporter.show(estimate ?? PlanSummary(stage: name, remark: "\(error)"))
    }
  }

  /// Runs the stage as its command does.
  ///
  /// - Parameter files: The disk that the cache lies on; tests hand in one that fails.
  /// - Returns: What it did; nil after a dry run, or when a wait for a lock was interrupted.
  @discardableResult
  package func run(
    _ request: StageRequest, _ reporter: Reporter, files: any FileSystem = LocalFileSystem()
  ) throws -> StageRunSummary? {
    let configuration = try PipelineConfiguration.load(
      path: request.config, overrides: request.overrides)
    let store = ObjectStore(root: configuration.paths.cache, files: files)
    if request.isDryRun {
      var expected: ExpectedClips?
      try showPlan(
        in: StageContext(lookingAt: configuration, request: request, store, reporter),
        for: &expected)
      return nil
    }
    if let remark = remark(on: configuration) {
      reporter.result("\(name): \(remark)")
      return StageRunSummary(ran: 0, hit: 0, failed: 0)
    }
    try check(configuration)
    try files.createDirectory(folder(of: configuration.paths.manifest))
    try store.prepare()
    let manifest = try ManifestDatabase(
      path: configuration.paths.manifest, version: programVersion)
    if !manifest.usesWriteAheadLog {
      reporter.note("The manifest lies on a network file system: using rollback journalling there.")
    }
    let locks = CacheLocks(store: store)
    try locks.register(manifest: configuration.paths.manifest)
    guard let inUse = try locks.shareCache() else { return nil }
    let summary = try runAlone(locks, request, reporter, manifest: manifest.path) {
      try run(
        in: StageContext(
          using: configuration, request: request, manifest: manifest, store: store,
          reporter: reporter))
    }
    _ = consume inUse
    return summary
  }

  /// Runs `body` while no other process runs this stage for the manifest, where that matters.
  private func runAlone(
    _ locks: CacheLocks, _ request: StageRequest, _ reporter: Reporter, manifest: String,
    _ body: () throws -> StageRunSummary
  ) throws -> StageRunSummary? {
    guard isExclusive else { return try body() }
    guard let alone = try locks.takeStage(name, request.shard, manifest: manifest, reporter)
    else { return nil }
    let summary = try body()
    _ = consume alone
    return summary
  }

  private func run(in context: StageContext) throws -> StageRunSummary {
    let (started, begin) = (Double(wallClock()) * 1e-9, monotonicSeconds())
    try checkAfterReboot(in: context)
    try syncEarlierRuns(in: context)
    let plan = try plan(in: context)
    let total = plan.summary.toRun
    if plan.summary.bytes > context.store.freeBytes() {
      throw StageError.diskTooSmall(
        stage: name, needs: plan.summary.bytes, free: context.store.freeBytes(),
        cache: context.store.root)
    }
    if total > 0 { context.reporter.note(plan.summary.announcement) }
    let stageRun = try context.manifest.beginStageRun(
      name, configuration: context.rows.id, version: programVersion, boot: bootName, at: started)
    context.reporter.begin(stage: name, unit: plan.summary.unit, total: total)
    try settle(plan, in: context)
    let summary = try carryOut(plan, in: context, stageRun: stageRun)
    try context.manifest.endStageRun(stageRun, summary, seconds: monotonicSeconds() - begin)
    if Interruption.isRequested {
      context.reporter.note(
        "\(name): interrupted after \(counted(summary.ran, plan.summary.unit)); run it again to go on."
      )
      return summary
    }
    try report(plan, summary, in: context)
    if context.request.isStrict && summary.failed > 0 { throw CommandExit(ExitStatus.failed) }
    return summary
  }

  /// Takes what earlier runs made as safe on the disk, once the system has had the time to write it by
  /// itself, so that nobody waits: a sync at the end of render took a third of its time, at the end of
  /// segment more than half. Where the machine goes down sooner, it is checked.
  private func syncEarlierRuns(in context: StageContext) throws {
    let now = Double(wallClock()) * 1e-9
    let runs = try context.manifest.stageRunsToSync(
      boot: bootName, endedBefore: now - secondsUntilWritten)
    guard !runs.isEmpty else { return }
    try context.store.synchronize()
    try context.manifest.markSynced(runs)
  }

  /// After the machine went down: what may not have reached the disk is checked by digest.
  private func checkAfterReboot(in context: StageContext) throws {
    let unsynced = try context.manifest.unsyncedArtefacts(boot: bootName)
    guard !unsynced.isEmpty else { return }
    context.reporter.note(
      "The machine went down during an earlier run: checking \(counted(unsynced.count, "object")).")
    let damaged = unsynced.filter { artefact in
      guard let kind = artefact.kind else { return false }
      guard let bytes = try? context.store.read(artefact.object, kind.file) else { return true }
      return Digest(of: bytes) != artefact.object
    }
    try context.manifest.resolveUnsynced(removing: damaged.map(\.id), boot: bootName)
  }
}

extension ConfigurationRecord {
  /// What the manifest is to know of a configuration.
  package init(_ configuration: PipelineConfiguration, in manifest: ManifestDatabase)
    throws(ManifestError)
  {
    let dataSet = try manifest.dataSet(
      identity: configuration.dataSetIdentity, name: configuration.dataset.name)
    self.init(
      digest: Digest(of: configuration.canonicalText), json: configuration.canonicalText,
      dataSet: dataSet, minimumSeconds: configuration.segment.minimumSeconds,
      recipes: Recipes(configuration).texts)
  }
}

extension Reporter {
  /// A plan, as `--dry-run` and `status` print it.
  package func show(_ plan: PlanSummary) {
    result(plan.description)
    var object = JSONObject()
    object.set("event", "plan")
    object.set("stage", plan.stage)
    object.set("to_run", plan.toRun)
    object.set("up_to_date", plan.upToDate)
    object.set("embeddings", plan.embeddings)
    object.set("bytes", plan.bytes)
    var reasons = JSONObject()
    for (reason, count) in plan.reasons.sorted(by: { $0.key.description < $1.key.description }) {
      reasons.set(reason.description, count)
    }
    object.set("reasons", reasons)
    result(object)
  }
}

/// Linux begins to write what is 30 s old.
private let secondsUntilWritten = 60.0

/// The kernel's name for this boot of the machine.
let bootName: String = {
  let descriptor = open("/proc/sys/kernel/random/boot_id", O_RDONLY | O_CLOEXEC)
  defer { close(descriptor) }
  var bytes = [UInt8](repeating: 0, count: 36)
  return read(descriptor, &bytes, bytes.count) == bytes.count
    ? String(decoding: bytes, as: UTF8.self) : ""
}()
