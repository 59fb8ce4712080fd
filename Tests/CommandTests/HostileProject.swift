import TestSupport

/// A project in which every name that a person gives is markup.
struct HostileProject {
  static let markup = "\"><img src=x onerror=alert(1)>"
  static let network = "net" + markup
  var project: Project { table.project }
  var folder: String { table.files.path }
  private let table: TableProject

  init() throws {
    let names = (0..<12).map { "clip\($0 == 0 ? Self.markup : "")\($0).wav" }
    let rows = names.enumerated().map { index, name in
      [
        name, "recording\(index)\(Self.markup)", "fold\(index % 3)\(Self.markup)",
        "class\(index / 3 % 2)\(Self.markup)",
      ].map { "\"" + $0.replacing("\"", with: "\"\"") + "\"" }.joined(separator: ",")
    }
    table = try TableProject("", (["file,of,split,what"] + rows).joined(separator: "\n"))
    for (index, name) in names.enumerated() { try table.writeSound(name, seed: index) }
    let markup = Self.markup.replacing("\"", with: "\\\"")
    try table.files.write(
      """
      {
        "dataset": {
          "format": "csv", "metadata": "metadata.csv", "audio": "audio", "name": "set\(markup)",
          "columns": { "clip": "file", "label": "what", "fold": "split", "recording": "of" }
        },
        "paths": { "manifest": "manifest.sqlite", "cache": "cache" },
        "segment": { "sampleRate": 8000, "seconds": 0.5 },
        "spectrogram": { "fftSize": 256, "hopLength": 128, "melBands": 16 },
        "training": {
          "network": {
            "name": "net\(markup)", "layers": [
              { "layer": "time-frequency-pooling" }, { "layer": "linear", "name": "fc" }
            ]
          },
          "epochs": 2, "batchSize": 4, "threads": 1
        }
      }
      """, to: "pipeline.json")
  }

  func runAll() throws -> Program.Ending { try project.runAll() }
}
