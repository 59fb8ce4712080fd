/// A kind of artefact. ``traits`` is the one table of what is to be known of each: verify, collect, the
/// check after a power cut and the views read it.
public enum ArtefactKind: String, Sendable, CaseIterable {
  /// A window of a clip.
  case waveform
  /// A spectrogram.
  case tensor
  /// A spectrogram as a picture.
  case preview
  /// What a frozen network makes of a spectrogram: a row of a pack.
  case embedding
  /// A trained network or baseline.
  case checkpoint
  /// The confusion matrix of an experiment as a picture.
  case confusion

  public struct Traits: Sendable {
    /// Of its file.
    public let ending: String
    /// The stage that makes it, and makes it again where it is missing.
    public let stage: String
    /// What it belongs to, and stays as long as.
    public let owner: Owner
    /// When it goes where a cache has to fit into a size, the lowest first; nil for what is a result, or
    /// takes too long to make again.
    public let evictionTurn: Int?
  }

  public enum Owner: Sendable {
    /// A recipe of a recorded configuration.
    case recipe
    /// A run of a recorded configuration.
    case run
    /// A picture of an experiment with such runs.
    case experiment
  }

  public var traits: Traits {
    switch self {
    case .waveform:
      Traits(ending: "wav", stage: "segment", owner: .recipe, evictionTurn: 1)
    case .tensor:
      Traits(ending: "npy", stage: "render", owner: .recipe, evictionTurn: 3)
    case .preview:
      Traits(ending: "png", stage: "render", owner: .recipe, evictionTurn: 2)
    case .embedding:
      Traits(ending: "npy", stage: "train", owner: .recipe, evictionTurn: 4)
    case .checkpoint:
      Traits(ending: "safetensors", stage: "train", owner: .run, evictionTurn: nil)
    case .confusion:
      Traits(ending: "png", stage: "evaluate", owner: .experiment, evictionTurn: nil)
    }
  }

  /// The kinds that go where a cache has to fit into a size, in that order.
  public static var evictable: [ArtefactKind] {
    allCases.filter { $0.traits.evictionTurn != nil }
      .sorted { $0.traits.evictionTurn! < $1.traits.evictionTurn! }
  }
}

extension ArtefactKind {
  /// SQL: whether a recorded configuration still reaches the row `artefact`. What a later program made
  /// of a kind that this one does not know is left alone.
  static var isReachable: String {
    let cases = allCases.map { "WHEN '\($0.rawValue)' THEN \($0.traits.owner.exists)" }
    return "CASE artefact.kind \(cases.joined(separator: "\n")) ELSE 1 END"
  }
}

extension ArtefactKind.Owner {
  fileprivate var exists: String {
    switch self {
    case .recipe:
      """
      EXISTS (SELECT 1 FROM usage WHERE usage.artefact = artefact.id)
      OR EXISTS (SELECT 1 FROM absent_usage WHERE absent_usage.artefact = artefact.id)
      """
    case .run:
      """
      EXISTS (SELECT 1 FROM run WHERE run.checkpoint = artefact.id
              AND run.id IN (SELECT run FROM configuration_run))
      """
    case .experiment:
      """
      EXISTS (SELECT 1 FROM figure JOIN run ON run.experiment = figure.experiment
              WHERE figure.artefact = artefact.id
                AND run.id IN (SELECT run FROM configuration_run))
      """
    }
  }
}
