import Digests
import GRDB

/// A tensor with what training and evaluation need to know of its clip.
public struct Example: Sendable {
  public var clip: Int64
  public var name: String
  public var recording: String
  public var segment: Int
  public var fold: Int
  public var label: Int
  /// The clip's length in seconds, without padding.
  public var seconds: Double
  public var bands: Int
  public var frames: Int
  public var object: Digest
  public var size: Int
}

/// What a run's key is made of, of a tensor and its clip.
public struct ExampleIdentity: Sendable {
  public var fold: Int
  public var label: Int
  public var segment: Int
  /// The clip's length in seconds, without padding.
  public var seconds: Double
  public var object: Digest
}

extension ManifestDatabase {
  /// The tensors of a recipe but those of clips whose label is said to be wrong, ordered by the clip's name and
  /// the segment: an order that does not depend on the metadata's.
  public func examples(tensor recipe: Int64, dataSet: Int64) throws(ManifestError) -> [Example] {
    try read { db in
      let rows = try Row.fetchCursor(
        db,
        sql: """
          SELECT clip.id, clip.name, clip.recording, usage.segment, clip.fold, clip.label,
                 CAST(clip.frames AS REAL) / clip.sample_rate, artefact.bands, artefact.frames,
                 artefact.object, artefact.size
          \(Self.fromExamples)
          """, arguments: [recipe, dataSet])
      var examples: [Example] = []
      while let row = try rows.next() {
        examples.append(
          Example(
            clip: row[0], name: row[1], recording: row[2], segment: row[3], fold: row[4],
            label: row[5], seconds: row[6], bands: row[7], frames: row[8], object: row[9],
            size: row[10]))
      }
      return examples
    }
  }

  /// The same tensors in the same order, as far as keys are made of them.
  public func exampleIdentities(
    tensor recipe: Int64, dataSet: Int64
  ) throws(ManifestError) -> [ExampleIdentity] {
    try read { db in
      let rows = try Row.fetchCursor(
        db,
        sql: """
          SELECT clip.fold, clip.label, usage.segment,
                 CAST(clip.frames AS REAL) / clip.sample_rate, artefact.object
          \(Self.fromExamples)
          """, arguments: [recipe, dataSet])
      var examples: [ExampleIdentity] = []
      while let row = try rows.next() {
        examples.append(
          ExampleIdentity(
            fold: row[0], label: row[1], segment: row[2], seconds: row[3], object: row[4]))
      }
      return examples
    }
  }

  /// `?1`: the recipe, `?2`: the data set. The joins are told their order, in which the index of
  /// names spares sorting.
  private static let fromExamples = """
    FROM clip
    CROSS JOIN usage ON usage.recipe = ?1 AND usage.clip = clip.id
    CROSS JOIN artefact ON artefact.id = usage.artefact
    WHERE clip.dataset = ?2 AND clip.verdict IS NOT 'wrong' ORDER BY clip.name, usage.segment
    """

  /// How many clips without a fault have no tensor under a configuration: segment or render has not
  /// come to them yet.
  public func clipsToRender(_ rows: ConfigurationRows, minimumSeconds: Double) throws(ManifestError)
    -> Int
  {
    try read { db in
      try Int.fetchOne(
        db,
        sql: """
          SELECT count(*) FROM clip
          WHERE dataset = ? AND frames > 0 AND CAST(frames AS REAL) / sample_rate >= ?
            AND NOT EXISTS (SELECT 1 FROM usage WHERE usage.recipe = ? AND usage.clip = clip.id)
            AND NOT EXISTS (SELECT 1 FROM fault WHERE fault.clip = clip.id AND (
              fault.recipe IS NULL OR fault.recipe IN (
                SELECT recipe FROM configuration_recipe WHERE configuration = ?)))
          """, arguments: [rows.dataSet, minimumSeconds, rows.recipes[.tensor]!, rows.id]) ?? 0
    }
  }
}
