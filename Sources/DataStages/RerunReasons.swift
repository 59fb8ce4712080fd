import Configuration
import Manifest
import Pipeline

/// Explains why a clip has nothing under the present recipe.
struct RerunReasons {
  private let isForced: Bool
  /// What distinguishes the recipe from the one before, for the clips that had something under that.
  private let change: Reason
  private let clipsBefore: Set<Int64>

  init(_ kind: ArtefactKind, in context: StageContext) throws {
    isForced = context.request.isForced
    let earlier = try context.manifest.earlierRecipe(kind, than: context.rows.recipes[kind]!)
    change = .change(
      from: earlier?.text, to: Recipes(context.configuration).texts[kind]!,
      set: try earlier.map {
        try context.manifest.changes(
          from: $0.configuration, to: context.rows.id, silent: Parameter.plainNeutralValue)
      } ?? [])
    clipsBefore = try earlier.map { try context.manifest.clips(using: $0.id) } ?? []
  }

  func reason(clip: Int64, revisions: Int, isObjectMissing: Bool) -> Reason {
    if isForced { return .forced }
    if isObjectMissing { return .objectMissing }
    if clipsBefore.contains(clip) { return change }
    return revisions > 0 ? .contentChanged : .new
  }
}
