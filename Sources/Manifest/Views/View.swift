import Digests
import GRDB
import Networks

/// A question that people ask the manifest by name. The views are its public interface: their columns,
/// once published, stay, and new ones come last.
///
/// They show the configuration that was last used, and results on sounds as they are; `leaderboard`
/// and those whose names begin with `all_` show every configuration, and `scores` every condition.
/// A view is changed or added in its file alone: a manifest whose views differ from these gets them made
/// again when it is opened.
struct View: Sendable {
  let name: String
  /// What the view selects.
  let query: String

  init(_ name: String, _ query: String) {
    self.name = name
    self.query = query
  }

  /// Every view, the ones that others are made from first.
  static let all: [View] =
    current + clean + clips + reviews + artefacts + settings + runs + scores + comparison + trust
    + robustness + explanations

  // MARK: - What their queries are made from

  /// The path of the object of the row `artefact`, below the cache's folder.
  static func path(_ kind: ArtefactKind) -> String {
    let hex = "lower(hex(artefact.object))"
    let ending = kind.traits.ending
    return "'objects/' || substr(\(hex), 1, 2) || '/' || substr(\(hex), 3) || '.\(ending)'"
  }

  /// What a fold is called: its number, or the word that stands for it.
  static func fold(_ number: String, of dataSet: String) -> String {
    """
    ifnull((SELECT name FROM fold_name
            WHERE fold_name.dataset = \(dataSet) AND fold_name.fold = \(number)), \(number))
    """
  }

  /// The same of several, with blanks between them.
  static func folds(_ numbers: String, of dataSet: String) -> String {
    """
    CASE WHEN EXISTS (SELECT 1 FROM fold_name WHERE fold_name.dataset = \(dataSet)) THEN
      (SELECT group_concat(\(fold("listed.value", of: dataSet)), ' ')
       FROM json_each('[' || replace(\(numbers), ' ', ',') || ']') AS listed)
    ELSE \(numbers) END
    """
  }

  /// What the metadata calls the class of the row `clip`, whatever is said of its label.
  static let originalLabel = """
    (SELECT name FROM class WHERE class.dataset = clip.dataset
     AND class.label = ifnull(clip.listed_label, clip.label))
    """

  /// What networks are not called.
  static let baselineNames = Baseline.allCases.map { "'\($0.rawValue)'" }.joined(separator: ", ")

  /// The present configuration's recipe.
  static func recipe(_ kind: ArtefactKind) -> String {
    """
    (SELECT recipe FROM configuration_recipe
     WHERE kind = '\(kind.rawValue)' AND configuration = (SELECT id FROM current_configuration))
    """
  }
}

/// Whether a manifest's views are this program's.
enum MadeViews {
  private static let digest = Digest(
    of: View.all.map { "\($0.name)\n\($0.query)\n" }.joined())

  static func areCurrent(in db: Database) throws -> Bool {
    try Bool.fetchOne(
      db, sql: "SELECT EXISTS (SELECT 1 FROM views_made WHERE digest = ?)", arguments: [digest])!
  }

  /// Drops what an earlier program made, but no view that a person added, and makes all again.
  static func makeAgain(in db: Database) throws {
    let made = try String.fetchOne(db, sql: "SELECT names FROM views_made") ?? ""
    let names = View.all.map(\.name)
    for name in Set(made.split(separator: " ").map(String.init) + names) {
      try db.execute(sql: "DROP VIEW IF EXISTS \(name)")
    }
    for view in View.all {
      try db.execute(sql: "CREATE VIEW \(view.name) AS \(view.query)")
    }
    try db.execute(sql: "DELETE FROM views_made")
    try db.execute(
      sql: "INSERT INTO views_made (digest, names) VALUES (?, ?)",
      arguments: [digest, names.joined(separator: " ")])
  }
}
