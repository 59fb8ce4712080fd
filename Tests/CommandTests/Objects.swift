import Foundation

/// The files of a cache's objects, by path.
struct Objects: Equatable {
  private var contents: [String: Data] = [:]

  init(_ cache: String) throws {
    for name in try FileManager.default.subpathsOfDirectory(atPath: "\(cache)/objects") {
      let path = "\(cache)/objects/\(name)"
      guard let bytes = FileManager.default.contents(atPath: path) else { continue }
      contents[path] = bytes
    }
  }

  var paths: [String] { contents.keys.sorted() }
}
