import Digests
import GRDB

/// How the labels that count differ from the metadata's.
public struct LabelCorrections: Sendable {
  /// How many clips have another label.
  public let changed: Int
  /// How many clips are left out, as their label is wrong.
  public let leftOut: Int
  /// Of these clips' names and labels; nil where there are none.
  public let digest: Digest?

  /// `3 corrected, 1 left out`; nil where labels are as listed.
  public var words: String? { digest == nil ? nil : "\(changed) corrected, \(leftOut) left out" }
}

extension ManifestDatabase {
  public func labelCorrections(of dataSet: Int64) throws(ManifestError) -> LabelCorrections {
    try read { db in
      let rows = try Row.fetchAll(
        db,
        sql: """
          SELECT name, CASE WHEN verdict <> 'wrong' THEN label END FROM clip
          WHERE dataset = ? AND (verdict = 'wrong' OR label <> listed_label) ORDER BY name
          """, arguments: [dataSet])
      let texts = rows.map { "\($0[0] as String)\u{1F}\(($0[1] as Int?).map(String.init) ?? "")\n" }
      let changed = rows.count { $0[1] as Int? != nil }
      return LabelCorrections(
        changed: changed, leftOut: rows.count - changed,
        digest: rows.isEmpty ? nil : Digest(of: texts.joined()))
    }
  }
}
