import Engine
import Foundation
import Learning
import TensorFiles
import Testing

/// What PyTorch computed for a network: the tensors, and how far from them one may be.
struct GoldenNetwork {
  let file: SafetensorsFile
  let tolerances: [String: Double]

  static let shared = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../../shared/reference/networks").standardizedFileURL

  static func isThere(_ name: String) -> Bool {
    FileManager.default.fileExists(atPath: shared.appending(path: name + ".json").path)
  }

  init(_ name: String, in folder: URL = shared) throws {
    file = try SafetensorsFile(
      contentsOf: folder.appending(path: name + ".safetensors").path)
    let json = try Data(contentsOf: folder.appending(path: name + ".json"))
    tolerances = try JSONDecoder().decode(Facts.self, from: json).tolerances
  }

  private struct Facts: Decodable {
    let tolerances: [String: Double]

    enum CodingKeys: String, CodingKey {
      case tolerances = "tolerance_absolute"
    }
  }

  func expect(
    _ name: String, equals values: [Float], widened factor: Double = 1,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let expected = try file.floats(named: name)
    let tolerance = try #require(tolerances[name], "\(name)") * factor
    #expect(values.count == expected.count, "\(name)", sourceLocation: sourceLocation)
    let distance = zip(values, expected).map { abs(Double($0) - Double($1)) }.max() ?? 0
    #expect(distance <= tolerance, "\(name)", sourceLocation: sourceLocation)
  }
}

@Suite struct GoldenNetworkTests {
  /// Logits in training mode, loss, every gradient, running statistics and three AdamW steps.
  @Test(
    .enabled(if: GoldenNetwork.isThere("cnn4"), "needs ../shared/reference/networks"),
    arguments: [
      ("cnn4", NetworkDescription(.cnn4, width: 12))
    ])
  func trainingEqualsPyTorch(name: String, network: NetworkDescription) throws {
    let golden = try GoldenNetwork(name)
    let shape = try #require(golden.file["input"]).shape
    let input = try golden.file.floats(named: "input")
    let labels = try golden.file.integers(named: "labels")
    let targets: [Float] = labels.flatMap { label in
      (0..<10).map { $0 == label ? 0.91 : 0.01 }
    }
    try Team(threads: 2).lead {
      let plan = try TrainingPlan(
        layers: network.layers(classes: 10), batch: shape[0], bands: shape[2], frames: shape[3],
        team: Team(threads: 2))
      try plan.load(stateDictionary: golden.file, prefix: "weights/")
      plan.load(
        input: input.span, targets: targets,
        dropout: [Float](repeating: 1, count: plan.batch * plan.features))
      var losses: [Float] = []
      for step in 1...3 {
        let (loss, logits) = try plan.forward()
        losses.append(Float(loss))
        try plan.backward(logits: logits)
        if step == 1 {
          try golden.expect("logits_train", equals: logits)
          try golden.expect("loss", equals: [Float(loss)])
          for parameter in plan.parameters.list {
            try golden.expect(
              "gradients/" + parameter.name,
              equals: plan.parameters.values(of: parameter, in: .gradients))
          }
          for running in plan.parameters.statistics {
            try golden.expect("buffers/\(running.name).running_mean", equals: running.mean)
            try golden.expect("buffers/\(running.name).running_var", equals: running.variance)
          }
        }
        plan.update(AdamW(weightDecay: 1e-2), learningRate: 1e-3, step: step)
      }
      try golden.expect("losses_adamw", equals: losses)
      for parameter in plan.parameters.list {
        try golden.expect(
          "adamw/" + parameter.name, equals: plan.parameters.values(of: parameter, in: .weights))
      }
      #expect(plan.parameters.paddingIsZero)
    }
  }
}
