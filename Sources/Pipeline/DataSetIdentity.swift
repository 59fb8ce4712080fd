import Configuration
import Glibc

extension PipelineConfiguration {
  /// What tells one data set from another: how it is read, and where it lies as seen from the
  /// manifest, so that a project that is moved as a whole keeps its clips.
  package var dataSetIdentity: String {
    let manifest = absolute(folder(of: paths.manifest))
    return canonicalText(
      of: .dataset,
      without: [
        "dataset.name", "dataset.metadata", "dataset.audio", "dataset.encoding",
        "dataset.soundEndings", "dataset.corrections",
      ])
      + (!dataset.hasMetadata ? "" : "metadata=\(relative(dataset.metadata, to: manifest))\n")
      + "audio=\(relative(dataset.audio, to: manifest))\n"
  }

  private func relative(_ path: String, to folder: [Substring]) -> String {
    let target = absolute(path)
    let shared = zip(target, folder).prefix { $0 == $1 }.count
    let up = Array(repeating: "..", count: folder.count - shared)
    return (up + target[shared...].map(String.init)).joined(separator: "/")
  }

  /// The path's parts from the root, without `.` and `..`; links are not followed.
  private func absolute(_ path: String) -> [Substring] {
    var full = path
    if !path.hasPrefix("/"), let here = getcwd(nil, 0) {
      full = "\(String(cString: here))/\(path)"
      free(here)
    }
    return full.split(separator: "/").reduce(into: []) { parts, part in
      switch part {
      case ".": break
      case "..": _ = parts.popLast()
      default: parts.append(part)
      }
    }
  }
}
