import ArgumentParser
import Cache
import DataSets
import Pipeline

struct SynthesizeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "synthesize",
    abstract: "Write a data set shaped like UrbanSound8K, with a procedural voice for each class.",
    discussion: """
      The same options give the same bytes. Files that are there already are kept, so that a second \
      call goes on where the first was interrupted.
      """)

  @Argument(help: "The folder to write to.")
  var folder: String

  @Option(name: .long, help: "How many clips, up to 100,000.")
  var clips = 1000

  @Option(name: .long, help: "How many folds.")
  var folds = 10

  @Option(name: .long, help: "The longest clip, in seconds.")
  var seconds = 4.0

  @Option(
    name: .long,
    help: "The share of recordings whose sound is in the foreground; the others' is hard to hear.")
  var foreground = 0.65

  @Option(
    name: .long, help: "The most clips that are cut from a recording; fewer give more recordings.")
  var slices = 24

  @Option(name: .long, help: "Another seed gives other sounds.")
  var seed: UInt64 = 1

  @Flag(name: .shortAndLong, help: "Print the summary only.")
  var quiet = false

  func run() throws {
    let reporter = Reporter(quiet: quiet, json: false)
    let files = LocalFileSystem()
    let dataSet = try SynthesizedDataSet(
      clips: clips, folds: folds, seconds: seconds, foreground: foreground, slices: slices,
      seed: seed)
    try claimFolder(files)
    let missing = try dataSet.clips.filter {
      try files.size(of: "\(folder)/\($0.path)") != $0.byteCount
    }
    try checkSpace(missing.reduce(0) { $0 + $1.byteCount }, files)
    for fold in Set(missing.map(\.fold)) {
      try files.createDirectory("\(folder)/audio/fold\(fold)")
    }
    reporter.begin(stage: "synthesize", unit: "clip", total: missing.count)
    let synthesizer = ClipSynthesizer(seed: seed)
    try WorkPool(jobs: WorkPool.processors).run(
      missing, scratch: {},
      work: { [folder] clip, _ in
        try Self.write(synthesizer.wavBytes(of: clip), to: "\(folder)/\(clip.path)", files)
      },
      record: { reporter.advance(done: $0.count) })
    if Interruption.isRequested { return }
    try files.createDirectory("\(folder)/metadata")
    try Self.write(
      Array(dataSet.metadata.utf8), to: "\(folder)/\(SynthesizedDataSet.metadataPath)", files)
    reporter.result(
      "synthesize: \(counted(dataSet.clips.count, "clip")) in \(folder), \(missing.count) of them new"
    )
  }

  private static func write(_ bytes: [UInt8], to path: String, _ files: LocalFileSystem) throws {
    try files.replace(path, with: bytes.span.bytes, temporary: "\(path).part")
  }

  /// Notes in the folder what it holds, and refuses one that holds something else.
  private func claimFolder(_ files: LocalFileSystem) throws {
    var note =
      "soundmark synthesize: clips \(clips), folds \(folds), seconds \(seconds), seed \(seed)"
    // What is as before is left out, so that a folder of an earlier version is known again.
    if foreground != 0.65 { note += ", foreground \(foreground)" }
    if slices != 24 { note += ", slices \(slices)" }
    note += "\n"
    let path = "\(folder)/SYNTHESIZED"
    if try files.size(of: path) != nil {
      let found = String(decoding: try files.read(path), as: UTF8.self)
      guard found == note else { throw SynthesizeError.otherDataSet(folder, found: found) }
      return
    }
    guard try files.list(folder).isEmpty else { throw SynthesizeError.notEmpty(folder) }
    try files.createDirectory(folder)
    try files.write(Array(note.utf8).span.bytes, to: path)
  }

  private func checkSpace(_ bytes: Int, _ files: LocalFileSystem) throws {
    let free = files.freeBytes(at: folder)
    guard bytes <= free else {
      throw StageError.diskTooSmall(stage: "synthesize", needs: bytes, free: free, cache: folder)
    }
  }
}

enum SynthesizeError: Error, CustomStringConvertible {
  case notEmpty(String)
  case otherDataSet(String, found: String)

  var description: String {
    switch self {
    case .notEmpty(let folder):
      """
      Could not synthesize a data set in \(folder): there are files in it that are no such data set; \
      name another folder.
      """
    case .otherDataSet(let folder, let found):
      """
      Could not synthesize a data set in \(folder): it holds another one \
      (\(found.dropLast())); name another folder, or remove this one.
      """
    }
  }
}
