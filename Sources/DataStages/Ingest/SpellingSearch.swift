import Foundation

/// Finds a file whose path is spelt another way than in the metadata: with its accents composed or not,
/// with `/` for `\`, or, to be told, with other capital letters.
struct SpellingSearch {
  enum Spelling: Equatable {
    /// The same letters.
    case same(String)
    case otherCase(String)
  }

  /// The names in a folder, by what they have in common with other spellings.
  private struct Names {
    /// Swift takes two spellings of a letter for equal.
    var same: [String: String] = [:]
    var otherCase: [String: String] = [:]

    init(of folder: String) {
      let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
      for name in names.sorted() {
        same[name] = name
        otherCase[name.lowercased()] = name
      }
    }
  }

  private let audio: String
  private var folders: [String: Names] = [:]

  init(_ audio: String) { self.audio = audio }

  /// How a path that is not there is spelt in the folder; nil where it is not there at all.
  mutating func find(_ path: String) -> Spelling? {
    var parts = path.split(separator: "/").map(String.init)
    if let found = find(parts) { return found }
    guard path.utf8.contains(UInt8(ascii: "\\")) else { return nil }
    parts = path.split(whereSeparator: { $0 == "/" || $0 == "\\" }).map(String.init)
    return find(parts)
  }

  private mutating func find(_ parts: [String]) -> Spelling? {
    var place = ""
    var isSame = true
    for part in parts where part != "." {
      let names = names(in: place)
      guard let name = names.same[part] ?? names.otherCase[part.lowercased()] else { return nil }
      isSame = isSame && names.same[part] != nil
      place += place.isEmpty ? name : "/" + name
    }
    return place.isEmpty ? nil : isSame ? .same(place) : .otherCase(place)
  }

  private mutating func names(in folder: String) -> Names {
    if let known = folders[folder] { return known }
    let names = Names(of: folder.isEmpty ? audio : "\(audio)/\(folder)")
    folders[folder] = names
    return names
  }
}
