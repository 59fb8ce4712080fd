import TestSupport

/// A project whose clips a table of its own lists.
struct TableProject {
  let files: TemporaryFolder
  var project: Project

  /// - Parameters:
  ///   - dataset: The members of that section, without `metadata` and `audio`.
  ///   - table: The metadata; nil: none.
  init(_ dataset: String, _ table: String? = nil, in files: TemporaryFolder? = nil) throws {
    let files = try files ?? TemporaryFolder()
    self.files = files
    if let table { try files.write(table, to: "metadata.csv") }
    try files.write(
      """
      {
        "dataset": { \(dataset), "metadata": "metadata.csv", "audio": "audio", "name": "small" },
        "paths": { "manifest": "manifest.sqlite", "cache": "cache" },
        "segment": { "sampleRate": 8000, "seconds": 0.5 },
        "spectrogram": { "fftSize": 256, "hopLength": 128, "melBands": 16 },
        "training": {
          "network": { "name": "cnn4", "width": 4 }, "epochs": 1, "batchSize": 4, "threads": 1
        }
      }
      """, to: "pipeline.json")
    project = Project(files)
  }

  /// Writes a sound of its own for every seed.
  func writeSound(_ name: String, seconds: Double = 0.4, seed: Int = 1) throws {
    let samples = noise(
      Int(8000 * seconds), seed: UInt32(truncatingIfNeeded: seed &* 2_654_435_761 | 1))
    try files.write("", to: "audio/\(name)")
    try files.write(samples, to: "audio/\(name)", as: SoundFormat(rate: 8000))
  }
}
