import Glibc

/// The audio folder's own place, to tell whether a path ends within it.
struct AudioFolder {
  /// The folder's parts from the root, as it is named and as its links lead.
  private let spellings: [[Substring]]

  init(_ audio: String) {
    var spellings: [[Substring]] = []
    if !audio.hasPrefix("/"), let here = getcwd(nil, 0) {
      spellings.append(Self.parts("\(String(cString: here))/\(audio)"))
      free(here)
    } else {
      spellings.append(Self.parts(audio))
    }
    if let resolved = realpath(audio, nil) {
      spellings.append(Self.parts(String(cString: resolved)))
      free(resolved)
    }
    self.spellings = spellings
  }

  /// A path of the metadata as seen from the folder: itself, or for one that is absolute or has `..` in
  /// it, what is left below the folder. Links are not followed. Nil where it ends outside.
  func relative(_ path: String) -> String? {
    guard path.hasPrefix("/") || path.hasParentComponent else { return path }
    for folder in spellings {
      let full = Self.parts(path.hasPrefix("/") ? path : "\(Self.text(folder))/\(path)")
      if full.count > folder.count, full.starts(with: folder) {
        return Self.text(full[folder.count...])
      }
    }
    return nil
  }

  private static func text(_ parts: some Sequence<Substring>) -> String {
    parts.joined(separator: "/")
  }

  private static func parts(_ path: String) -> [Substring] {
    path.split(separator: "/").reduce(into: []) { parts, part in
      switch part {
      case ".": break
      case "..": _ = parts.popLast()
      default: parts.append(part)
      }
    }
  }
}

extension String {
  /// Whether one of the components between slashes is `..`.
  fileprivate var hasParentComponent: Bool {
    let dot = UInt8(ascii: ".")
    return zip(utf8, utf8.dropFirst()).contains { $0 == (dot, dot) }
      && split(separator: "/").contains("..")
  }
}
