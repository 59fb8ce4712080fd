import Cache
import Configuration
import Digests
import Glibc
import Pipeline
import TensorFiles

/// Where published weights are kept once they are fetched, for all projects or for one.
package struct WeightsFolder {
  package let path: String
  private let files = LocalFileSystem()

  /// - Parameter path: `paths.weights`; nil: `soundmark` in `$XDG_CACHE_HOME`, else in `~/.cache`.
  package init(_ path: String?) {
    self.path = path ?? Self.cacheHome + "/soundmark"
  }

  private static var cacheHome: String {
    func value(_ variable: String) -> String? {
      getenv(variable).map { String(cString: $0) }.flatMap { $0.hasPrefix("/") ? $0 : nil }
    }
    return value("XDG_CACHE_HOME") ?? (value("HOME") ?? "/tmp") + "/.cache"
  }

  package func place(of weights: PublishedWeights) -> String { "\(path)/\(weights.file)" }

  package func has(_ weights: PublishedWeights) -> Bool {
    access(place(of: weights), R_OK) == 0
  }

  /// The file that a name or a path means, checked against its digest where one is known.
  /// - Throws: `WeightsError` where there is none, or it is another.
  package func resolve(_ nameOrPath: String) throws -> String {
    guard let weights = PublishedWeights.named(nameOrPath) else {
      guard access(nameOrPath, F_OK) == 0 else { throw WeightsError.unknown(nameOrPath) }
      return nameOrPath
    }
    guard has(weights) else { throw WeightsError.missing(weights, place: place(of: weights)) }
    try check(weights, at: place(of: weights))
    return place(of: weights)
  }

  /// Downloads weights with curl, checks them and puts them in their place.
  /// - Parameter mirror: an address to take in place of the published one.
  /// - Throws: `WeightsError`.
  package func fetch(_ weights: PublishedWeights, from mirror: String? = nil) throws {
    try files.createDirectory(path)
    let base = mirror.map { $0.hasSuffix("/") ? $0 : $0 + "/" } ?? weights.address
    let place = place(of: weights)
    let part = "\(place).\(getpid()).part"
    defer { unlink(part) }
    let meter = isatty(STDERR_FILENO) == 1 ? ["--progress-bar"] : ["--silent", "--show-error"]
    let status = ChildProgram.run(
      "curl",
      meter + [
        "--fail", "--location", "--proto", mirror == nil ? "=https" : "=https,http",
        "--max-filesize", "\(Self.largest)", "--output", part, "--", base + weights.file,
      ])
    guard status == 0 else {
      throw WeightsError.notFetched(weights, base + weights.file, status: status, place: place)
    }
    try check(weights, at: part)
    try files.rename(part, to: place)
  }

  private static let largest = 1 << 30

  /// Checks a file against the published digest, else against that of the first file under the name,
  /// which it becomes if it is weights at all.
  private func check(_ weights: PublishedWeights, at file: String) throws {
    let found = Digest(of: try FileBytes.read(path: file))
    if let expected = try weights.sha256 ?? keptDigest(of: weights)?.hex {
      guard found.hex.hasPrefix(expected) else {
        throw WeightsError.another(
          weights, file: file, found: found, expected: expected, note: note(of: weights))
      }
      return
    }
    _ = try WeightsFile.read(contentsOf: file)
    try files.write(Array("\(found.hex)  \(weights.file)\n".utf8).span.bytes, to: note(of: weights))
  }

  /// As `sha256sum` writes it, and checks it with `--check`.
  private func note(of weights: PublishedWeights) -> String { place(of: weights) + ".sha256" }

  private func keptDigest(of weights: PublishedWeights) throws -> Digest? {
    guard try files.size(of: note(of: weights)) != nil else { return nil }
    let text = String(decoding: try files.read(note(of: weights)), as: UTF8.self)
    return Digest(hex: text.prefix(64))
  }
}

extension PipelineConfiguration {
  /// The file that training starts from, found and checked; nil: chance.
  /// - Throws: `WeightsError`.
  var weightsFile: String? {
    get throws {
      try weights.map { try WeightsFolder(paths.weights).resolve($0) }
    }
  }
}

/// Why there are no weights, in a sentence that says what to try.
package enum WeightsError: Error, CustomStringConvertible {
  case unknown(String)
  case missing(PublishedWeights, place: String)
  case notFetched(PublishedWeights, String, status: Int32, place: String)
  case another(
    PublishedWeights, file: String, found: Digest, expected: String, note: String)

  package var description: String {
    switch self {
    case .unknown(let name):
      """
      Could not find the weights \(name): there is no file of that name, and no published weights are \
      known by it, expected one of \(PublishedWeights.all.map(\.name).joined(separator: ", ")) or a path.
      """
    case .missing(let weights, let place):
      """
      Could not use the weights \(weights.name): they are not at \(place); fetch them with \
      soundmark weights fetch \(weights.name), or put \(weights.address)\(weights.file) there.
      """
    case .notFetched(let weights, let address, let status, let place):
      """
      Could not fetch the weights \(weights.name): curl ended with \(status) at \(address)\
      \(status == ChildProgram.notFound ? " since it is not installed" : ""); try again, name a mirror \
      with --from, or fetch \(weights.address)\(weights.file) elsewhere and put it to \(place).
      """
    case .another(let weights, let file, let found, let expected, let note):
      """
      Could not use the weights \(weights.name): \(file) has the SHA-256 \(found.hex), expected \
      \(expected.count < 64 ? "one that begins with " : "")\(expected)\
      \(weights.sha256 == nil ? " as \(note) says" : ""); remove it and fetch them with \
      soundmark weights fetch \(weights.name).
      """
    }
  }
}
