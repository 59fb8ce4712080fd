import Cache
import DataSets
import Digests
import Glibc
import Manifest
import Pipeline

/// Sounds that are to be taken for none of the classes.
enum UnknownSounds: Sendable {
  /// Classes of the data set, held out together.
  case classes(labels: Set<Int>, names: [String])
  /// Sound files in a folder, at any depth, and what they are.
  case folder(path: String, sounds: [String], contents: Digest)

  /// Each folder for itself, classes together.
  ///
  /// - Parameters:
  ///   - arguments: Names of classes, and folders.
  ///   - classes: Of the data set.
  /// - Throws: `UnknownError`, or `DataSetError` where a folder cannot be read.
  static func named(
    _ arguments: [String], classes: [String], _ reporter: Reporter
  ) throws -> [UnknownSounds] {
    let labels = Set(arguments.compactMap { classes.firstIndex(of: $0) })
    var all: [UnknownSounds] =
      labels.isEmpty ? [] : [.classes(labels: labels, names: labels.sorted().map { classes[$0] })]
    for argument in arguments {
      if classes.contains(argument) {
        if isFolder(argument) {
          reporter.note(
            "--unknown \(argument): the class, not the folder of that name, which is \(argument)/")
        }
      } else if isFolder(argument) {
        all.append(try folder(argument))
      } else {
        throw UnknownError.neither(argument, classes: classes)
      }
    }
    guard labels.count < classes.count || labels.isEmpty else {
      throw UnknownError.nothingLeft(classes.count)
    }
    return all
  }

  private static func folder(_ path: String) throws -> UnknownSounds {
    let folder = try SoundFolder(path)
    guard !folder.sounds.isEmpty else { throw UnknownError.noSounds(path) }
    var key = KeyText(stage: "unknown sounds", version: 1)
    for sound in folder.sounds {
      key.add(sound, (try? LocalFileSystem().read(sound)).map { Digest(of: $0) } ?? Digest(of: ""))
    }
    return .folder(path: path, sounds: folder.sounds, contents: key.digest)
  }

  private static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  /// The classes, or the folder, as they were given.
  var name: String {
    switch self {
    case .classes(_, let names): names.joined(separator: ", ")
    case .folder(let path, _, _): path
    }
  }

  /// Under which results are kept.
  var condition: Condition {
    switch self {
    case .classes: Condition(unknownClass: name)
    case .folder: Condition(unknownFolder: name)
    }
  }
}

/// Why nothing can be held out, in a sentence that says what to try.
enum UnknownError: Error, CustomStringConvertible {
  /// Neither a class nor a folder.
  case neither(String, classes: [String])
  case noSounds(String)
  /// All classes are to be held out.
  case nothingLeft(Int)
  /// A network has learned from the classes that are to be unknown.
  case learned(network: String, names: [String])
  /// A run's checkpoint has no sounds to compare with.
  case noKnownSounds(network: String, run: Int64)
  /// What is left has too few recordings.
  case tooFewRecordings(without: [String])

  var description: String {
    switch self {
    case .neither(let name, let classes):
      """
      Could not take \(name) for unknown: it is neither a class (\(classes.joined(separator: ", "))) nor a folder of \
      sounds; check its name.
      """
    case .noSounds(let path):
      "Could not take the sounds of \(path) for unknown: there is no sound file in it; name another folder."
    case .nothingLeft(let count):
      "Could not hold out all \(count) classes: expected one at least to be left as known."
    case .learned(let network, let names):
      """
      Could not hold \(names.joined(separator: ", ")) out of \(network): the network has learned from them; train \
      it on a data set without them (metadata without their rows, or a folder less), and name a folder of their \
      sounds: --unknown FOLDER. A probe's network has not learned from them: training.mode probe.
      """
    case .noKnownSounds(let network, let run):
      """
      Could not ask run \(run), \(network), for unknown sounds: its file has no known ones to compare with; a network \
      needs training.validation "recordings", and what an earlier version trained is trained anew by make train \
      ARGS=--force.
      """
    case .tooFewRecordings(let names):
      """
      Could not hold \(names.joined(separator: ", ")) out: fewer than two training recordings are left without; \
      hold fewer classes out.
      """
    }
  }
}
