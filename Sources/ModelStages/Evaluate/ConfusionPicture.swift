import Cache
import Configuration
import Digests
import Figures
import Manifest
import Pipeline

/// The confusion matrix of the configured network over its test folds, as a picture of the cache.
struct ConfusionPicture {
  private let runs: [RunRecord]
  private let classes: [String]
  private let folds: Int
  private let context: StageContext
  private let stageRun: Int64

  static let name = ArtefactKind.confusion.rawValue

  init(_ plan: EvaluatePlan, in context: StageContext, stageRun: Int64) {
    runs = plan.networkRuns
    classes = plan.identities.classes
    folds = plan.identities.folds.count
    self.context = context
    self.stageRun = stageRun
  }

  func file() throws {
    guard let first = runs.first else { return }
    let counts = try context.manifest.confusion(of: runs.map(\.id), classes: classes.count)
    let protocolText = try EvaluationProtocol(runs, folds: folds, in: context).text
    var key = KeyText(stage: Self.name, version: StageVersion.evaluate)
    key.add("classes", classes.joined(separator: "\n"))
    key.add(
      "counts", counts.map { $0.map(String.init).joined(separator: " ") }.joined(separator: "\n"))
    key.add("protocol", protocolText)
    let frontEnd = FrontEndCard(context.configuration).hash
    key.add("front end", frontEnd)
    if let known = try context.manifest.figure(Self.name, of: first.experiment),
      known.key == key.digest,
      try context.store.holds(known.object, .picture, size: known.size)
    {
      return
    }
    let figure = ConfusionFigure(
      classes: classes, counts: counts.flatMap { $0 },
      title: "\(first.network) on \(context.configuration.dataset.name)", subtitle: protocolText)
    let bytes = try figure.encoded(
      texts: [("Description", protocolText), ("Front end", frontEnd)])
    let object = try context.store.store(bytes, as: .picture)
    try context.manifest.setFigure(
      Self.name, of: first.experiment,
      NewArtefact(
        kind: .confusion, key: key.digest, object: object, size: bytes.count,
        stageVersion: StageVersion.evaluate), stageRun: stageRun)
  }
}

extension EvaluatePlan {
  /// The runs of the configured network, without the baselines.
  var networkRuns: [RunRecord] { runs.filter { !$0.isOfBaseline } }
}
