import Cache
import DataSets
import Digests
import Manifest
import Pipeline

/// Pictures and tables of an experiment where a person looks for them: `paths.results`, in a folder
/// named by the network, the settings in which it differs from others, and the experiment's hash, such
/// as `cnn4 mixup 0 795da60b`. All of it can be made again, and is when it is missing.
struct ResultsFolder {
  let path: String
  private let runs: [RunRecord]
  private let context: StageContext
  private var files: any FileSystem { context.store.files }

  private static let tables = [
    ("predictions.csv", "predictions"), ("folds.csv", "accuracy_by_fold"),
    ("classes.csv", "accuracy_by_class"), ("training.csv", "training_history"),
  ]

  /// Labels that are worth a listen, of networks.
  private static let suspects = "suspects.csv"

  /// - Parameter runs: Of one experiment, one at least.
  init(of runs: [RunRecord], in context: StageContext) throws {
    self.runs = runs
    self.context = context
    let experiment = runs[0].experiment
    let settings = try context.manifest.distinguishingSettings(of: experiment)
    // File systems take names of up to 255 bytes; the hash tells experiments apart.
    let words = String(
      [runs[0].network, settings].filter { !$0.isEmpty }.joined(separator: " ").prefix(120))
    path =
      context.configuration.paths.resultsFolder + "/"
      + "\(words) \(experiment.hex.prefix(8))".escapedForFileName
  }

  /// Writes what is missing, or says something else by now.
  ///
  /// - Parameter areNew: Whether results have just been recorded. Where they have not, files that are
  ///   there are left alone, so that nobody waits for tables of thousands of rows.
  func write(areNew: Bool) throws {
    try takeOverFolder()
    if !areNew, try isWhole() { return }
    try files.createDirectory(path)
    for (name, view) in Self.tables {
      let table = try context.manifest.rows(of: view, runs: runs.map(\.id))
      if !table.rows.isEmpty { try write(Self.text(of: table), to: name) }
    }
    if !runs[0].isOfBaseline {
      let suspects = try context.manifest.rows(
        of: "suspects", experiment: String(runs[0].experiment.hex.prefix(12)))
      if try !isJudged(Self.suspects) { try write(Self.text(of: suspects), to: Self.suspects) }
    }
    if let figure = try context.manifest.figure(ConfusionPicture.name, of: runs[0].experiment) {
      try write(context.store.read(figure.object, .picture), to: "confusion.png")
    }
  }

  /// Whether somebody has written verdicts into a table of suspects, which are theirs.
  private func isJudged(_ name: String) throws -> Bool {
    let file = "\(path)/\(name)"
    guard try files.size(of: file) != nil else { return false }
    guard let table = try? CSVTable(try files.read(file)) else { return true }
    guard let column = table.header.firstIndex(of: "verdict") else { return false }
    // Who was unsure is asked again, and the view says so itself.
    return table.lines.indices.contains { row in
      let verdict = String(decoding: table.field(row, column), as: UTF8.self)
      return !["", "unsure"].contains(verdict)
    }
  }

  private static func text(of table: ViewRows) -> [UInt8] {
    Array(([table.columns] + table.rows).map(CSVText.row).joined().utf8)
  }

  private func isWhole() throws -> Bool {
    var names = Self.tables.map(\.0)
    if runs[0].epochs == 0 { names.removeAll { $0 == "training.csv" } }
    if !runs[0].isOfBaseline { names.append(Self.suspects) }
    if try context.manifest.figure(ConfusionPicture.name, of: runs[0].experiment) != nil {
      names.append("confusion.png")
    }
    return try names.allSatisfy { try files.size(of: "\(path)/\($0)") != nil }
  }

  /// The experiment's folder keeps its files when another experiment gives it another name.
  private func takeOverFolder() throws {
    let folder = context.configuration.paths.resultsFolder
    let hash = " " + runs[0].experiment.hex.prefix(8)
    let earlier = try files.list(folder).first { $0.hasSuffix(hash) }
    guard let earlier, "\(folder)/\(earlier)" != path else { return }
    try files.rename("\(folder)/\(earlier)", to: path)
  }

  private func write(_ bytes: [UInt8], to name: String) throws {
    let file = "\(path)/\(name)"
    if try files.size(of: file) == bytes.count, try files.read(file) == bytes { return }
    try files.replace(file, with: bytes.span.bytes, temporary: "\(path)/.\(name).part")
  }
}
