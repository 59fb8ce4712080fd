/// Which of the known keys, or of the commands, a person may have meant.
package enum NearestKey {
  /// The known path closest to an unknown one, by the edits from one last name to the other; the
  /// wrong section counts as one edit, capitals and underscores as none (`hop_length`).
  package static func nearest(to path: String, among known: [String]) -> String {
    let wanted = Name(path)
    return known.map { (path: $0, distance: wanted.distance(to: Name($0))) }
      .min { $0.distance < $1.distance }?.path ?? ""
  }

  private struct Name {
    let section: Substring
    let letters: [UInt8]

    init(_ path: String) {
      let last = path.lastIndex(of: ".")
      section = last.map { path[..<$0] } ?? ""
      letters = path[(last.map(path.index(after:)) ?? path.startIndex)...].lowercased().utf8
        .filter { $0 != UInt8(ascii: "_") && $0 != UInt8(ascii: "-") }
    }

    func distance(to other: Name) -> Int {
      // An exact name in another section is nearer than a similar one in the same.
      2 * editDistance(letters, other.letters) + (section == other.section ? 0 : 1)
    }
  }

  /// Letters to replace, insert, remove or swap with their neighbour: optimal string alignment.
  private static func editDistance(_ a: [UInt8], _ b: [UInt8]) -> Int {
    var beforeLast: [Int] = []
    var last = Array(0...b.count)
    for i in a.indices {
      var row = [i + 1]
      for j in b.indices {
        var cost = min(row[j], last[j + 1]) + 1
        cost = min(cost, last[j] + (a[i] == b[j] ? 0 : 1))
        if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
          cost = min(cost, beforeLast[j - 1] + 1)
        }
        row.append(cost)
      }
      (beforeLast, last) = (last, row)
    }
    return last[b.count]
  }
}
