import Audio
import Glibc

/// A data set of a few short noises in a folder of its own, with a configuration beside it.
package final class SmallDataSet {
  package let files: TemporaryFolder
  package private(set) var rows: [Row] = []
  package var overrides: [String] = []

  package struct Row {
    package var name: String
    package var fold: Int
    package var label: Int
    package var recording: Int
    /// What the noise is made of; another seed is other content.
    package var seed: Int
    /// Whether its file is of 16-bit PCM; else it is of float32.
    package var isPCM16 = false

    package var path: String { "fold\(fold)/\(name)" }
  }

  package var folder: String { files.path }
  package var configuration: String { "\(folder)/pipeline.json" }
  package var manifest: String { "\(folder)/manifest.sqlite" }
  package var cache: String { "\(folder)/cache" }

  package init(clips: Int = 12, folds: Int = 3) throws {
    files = try TemporaryFolder()
    for index in 0..<clips {
      rows.append(
        Row(
          name: "\(100 + index)-\(index % 2)-0-0.wav", fold: index % folds + 1,
          label: index / folds % 2,
          recording: 100 + index, seed: index))
    }
    for row in rows { try writeSound(row) }
    waitForClock()
    try writeMetadata()
    try writeConfiguration()
  }

  /// Writes a configuration of this data set.
  ///
  /// - Parameter place: The folder for manifest and cache, relative to the data set's.
  package func writeConfiguration(_ name: String = "pipeline.json", place: String = ".") throws {
    try files.write(
      """
      {
        "dataset": { "metadata": "metadata.csv", "audio": "audio", "name": "small" },
        "paths": { "manifest": "\(place)/manifest.sqlite", "cache": "\(place)/cache" },
        "segment": { "sampleRate": 8000, "seconds": 0.5 },
        "spectrogram": { "fftSize": 256, "hopLength": 128, "melBands": 16 },
        "training": {
          "network": { "name": "cnn4", "width": 4 }, "epochs": 2, "batchSize": 4, "threads": 1
        }
      }
      """, to: name)
  }

  // MARK: - Changes

  package func change(_ index: Int, _ body: (inout Row) -> Void) {
    body(&rows[index])
  }

  package func removeRow(_ index: Int) {
    rows.remove(at: index)
  }

  package func insertRow(_ row: Row, at index: Int) {
    rows.insert(row, at: index)
  }

  package func writeMetadata() throws {
    let classes = ["dog_bark", "siren"]
    let lines = rows.map {
      "\($0.name),\($0.recording),0,0.4,\(1 + $0.seed % 2),\($0.fold),\($0.label),\(classes[$0.label])"
    }
    try files.write(
      (["slice_file_name,fsID,start,end,salience,fold,classID,class"] + lines)
        .joined(separator: "\n") + "\n", to: "metadata.csv")
  }

  package func writeSound(_ row: Row) throws {
    let noise = noise(3200, seed: UInt32(row.seed + 1) &* 0x9E37_79B9)
    let samples = noise.enumerated().map { index, noise in
      0.2 * noise + 0.3 * sinf(Float(index) * Float(row.label + 1) * 0.2)
    }
    let file = WaveformFile.bytes(
      row.isPCM16 ? wholeSteps(samples) : samples, sampleRate: 8000)
    try files.write(file, to: "audio/\(row.path)")
  }

  /// Files that were written just now are read again, since a later write might bear the same time.
  package func waitForClock() {
    usleep(30_000)
  }
}
