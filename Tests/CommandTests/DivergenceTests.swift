import Foundation
import Glibc
import TensorFiles
import TestSupport
import Testing

@Suite struct DivergenceTests {
  /// Weights that are no numbers, in the state that a training goes on from.
  @Test func trainingStopsAtTheEpochAndKeepsTheNetworkBeforeIt() throws {
    let data = try SmallDataSet()
    let project = Project(data)
    #expect(try project.runAll(["ingest", "segment", "render"]).status == 0)
    let flags = ["--fold", "1", "--set", "training.epochs=20000"]
    let begun = try project.start("train", flags)
    var states: [String] = []
    while states.isEmpty, begun.isRunning {
      usleep(2000)
      let files = try? FileManager.default.contentsOfDirectory(atPath: project.cache + "/runs")
      states = files ?? []
    }
    begun.signal(SIGINT)
    #expect(begun.wait().status == 130)

    let name = try #require(states.first)
    let path = "\(project.cache)/runs/\(name)"
    var state = try SafetensorsFile(contentsOf: path)
    let bias = try state.tensor(named: "fc.bias").shape
    state.insert(
      .init(shape: bias, floats: [Float](repeating: .nan, count: bias[0])), as: "fc.bias")
    try Data(state.encoded()).write(to: URL(filePath: path))

    let ending = try project.run("train", flags)
    #expect(ending.status == 1, "\(ending)")
    let epoch = try state.integers(named: "training.epochs", shape: [])[0] + 1
    #expect(ending.errors.contains("stopped at epoch \(epoch), step 1: the loss is not a finite"))
    #expect(ending.errors.contains("/runs/\(name), which training.weights takes."))
    #expect(FileManager.default.fileExists(atPath: path))
    #expect(try project.query("SELECT state FROM runs WHERE network = 'cnn4'") == ["failed"])
  }
}
