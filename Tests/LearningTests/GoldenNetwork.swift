import Engine
import Foundation
import Learning
import Networks
import TensorFiles
import Testing

/// What PyTorch computed for a network: the tensors, and how far from them one may be.
struct GoldenNetwork: CustomTestStringConvertible, Sendable {
  let file: SafetensorsFile
  let tolerances: [String: Double]
  let network: NetworkDescription
  /// Whether its input is [batch, 1, frames, bands].
  let isTransposed: Bool
  /// How far a gradient may lie from PyTorch's, over its length, where a ReLU's input within rounding of
  /// zero opens what is shut there: PyTorch itself comes so far by noise of 1e-6 on its convolutions' outputs,
  /// and by 1e-7 for some. nil: the batch has no such inputs.
  let flips: Double?
  /// Whether some gradients are so near zero that rounding turns AdamW's steps.
  let hasSmallGradients: Bool
  let testDescription: String

  private static let tests = URL(filePath: #filePath).deletingLastPathComponent()
  private static let here = tests.appending(path: "Golden")
  private static let reference = tests.appending(path: "../../../shared/reference")
    .standardizedFileURL
  private static let shared = reference.appending(path: "networks")
  private static let transfer = reference.appending(path: "transfer")
  static let sharedIsThere = FileManager.default.fileExists(atPath: shared.path)

  /// The narrow ones of this repository, and the wider ones of the reference where that is there.
  static let all: [GoldenNetwork] = {
    let inRepository = [
      GoldenNetwork("cnn4", in: here, .init(.cnn4, width: 5)),
      GoldenNetwork("resnet18", in: here, .init(.resnet18, width: 3)),
    ]
    guard sharedIsThere else { return inRepository }
    return inRepository + [
      GoldenNetwork("cnn4", in: shared, .init(.cnn4, width: 12)),
      GoldenNetwork("resnet18", in: shared, .init(.resnet18, width: 8)),
      GoldenNetwork("resnet34", in: shared, .init(.resnet34, width: 6), flips: 6e-2),
      GoldenNetwork("resnet50", in: shared, .init(.resnet50, width: 6), flips: 0.12),
      GoldenNetwork("sbcnn", in: shared, .init(.sbcnn)),
      GoldenNetwork("crnn-mean", in: shared, .init(.crnn, width: 8)),
      GoldenNetwork(
        "crnn-attention", in: shared, .init(.crnnAttention, width: 8), hasSmallGradients: true),
      GoldenNetwork(
        "transformer", in: shared, .init(.transformer, width: 8), hasSmallGradients: true),
      GoldenNetwork("vggish", in: shared, narrowVGGish, isTransposed: true),
      GoldenNetwork(
        "cnn14", in: transfer, .init(.cnn14, width: 4), isTransposed: true, flips: 7e-2),
      GoldenNetwork("mobilenet", in: transfer, .init(.mobilenet, width: 0.1)),
    ]
  }()

  /// Its linear layers are narrower than the width says.
  private static var narrowVGGish: NetworkDescription {
    let layers = NetworkDescription(.vggish, width: 4).layersText
    do {
      return try NetworkDescription(
        name: "vggish",
        layersText: layers.replacingOccurrences(of: #""outputs":256"#, with: #""outputs":128"#))
    } catch { fatalError("\(error)") }
  }

  /// `cnn4` at its full width on whole spectrograms.
  static var fullWidth: GoldenNetwork { GoldenNetwork("cnn4-full", in: shared, .init(.cnn4)) }

  private init(
    _ name: String, in folder: URL, _ network: NetworkDescription, isTransposed: Bool = false,
    flips: Double? = nil, hasSmallGradients: Bool = false
  ) {
    do {
      file = try SafetensorsFile(contentsOf: folder.appending(path: name + ".safetensors").path)
      let json = try Data(contentsOf: folder.appending(path: name + ".json"))
      tolerances = try JSONDecoder().decode(Facts.self, from: json).tolerances
    } catch {
      fatalError("\(error)")
    }
    self.network = network
    self.isTransposed = isTransposed
    self.flips = flips
    self.hasSmallGradients = hasSmallGradients
    testDescription = "\(name) in \(folder.lastPathComponent)"
  }

  private struct Facts: Decodable {
    let tolerances: [String: Double]

    enum CodingKeys: String, CodingKey {
      case tolerances = "tolerance_absolute"
    }
  }

  /// The batch: inputs `[batch, 1, bands, frames]` and smoothed labels `[batch, 10]`.
  func batch() throws -> (shape: [Int], input: [Float], targets: [Float]) {
    let shape = try file.tensor(named: "input").shape
    let targets: [Float] = try file.integers(named: "labels").flatMap { label in
      (0..<10).map { $0 == label ? 0.91 : 0.01 }
    }
    let input = try file.floats(named: "input")
    guard isTransposed else { return (shape, input, targets) }
    let (frames, bands) = (shape[2], shape[3])
    let transposed = input.indices.map { index in
      let (clip, band, frame) = (
        index / (bands * frames), index / frames % bands, index % frames
      )
      return input[(clip * frames + frame) * bands + band]
    }
    return ([shape[0], 1, bands, frames], transposed, targets)
  }

  /// What training the network on the batch came to.
  struct Training {
    let logits: [Float]
    let loss: Float
    let gradients: [(name: String, values: [Float])]
    /// Running means and variances after the first forward pass.
    let statistics: [(name: String, values: [Float])]
    /// The loss before each step, and the weights after the last.
    let losses: [Float]
    let weights: [(name: String, values: [Float])]
    let paddingIsZero: Bool
  }

  /// Plans the network, loads weights and batch, and takes AdamW's steps.
  /// - Parameter largeBytes: the plan's own if nil.
  func train(
    steps: Int = 1, precision: Precision = .float32, rule: ConvolutionRule,
    largeBytes: Int = 128 << 20, team: Team = Team(threads: 2)
  ) throws -> Training {
    let (shape, input, targets) = try batch()
    return try team.lead {
      let plan = try TrainingPlan(
        layers: network.layers(classes: 10), batch: shape[0], bands: shape[2], frames: shape[3],
        precision: precision, rule: rule, largeBytes: largeBytes, team: team)
      try plan.load(stateDictionary: file, prefix: "weights/")
      plan.load(
        input: input.span, targets: targets,
        dropout: plan.dropouts.map { [Float](repeating: 1, count: plan.batch * $0) })
      func values(in arena: Parameters.Arena) -> [(name: String, values: [Float])] {
        plan.parameters.list.map { ($0.name, plan.parameters.values(of: $0, in: arena)) }
      }

      let (loss, logits) = try plan.forward()
      try plan.backward(logits: logits)
      let gradients = values(in: .gradients)
      let statistics = plan.parameters.statistics.flatMap { running in
        [
          (running.name + ".running_mean", running.mean),
          (running.name + ".running_var", running.variance),
        ]
      }
      var losses = [Float(loss)]
      for step in 1..<steps {
        plan.update(learningRate: 1e-3, step: step)
        let (loss, logits) = try plan.forward()
        losses.append(Float(loss))
        try plan.backward(logits: logits)
      }
      plan.update(learningRate: 1e-3, step: steps)
      return Training(
        logits: logits, loss: Float(loss), gradients: gradients, statistics: statistics,
        losses: losses, weights: values(in: .weights),
        paddingIsZero: plan.parameters.paddingIsZero)
    }
  }

  /// Logits with the running statistics, batch norm folded.
  func inferredLogits(
    precision: Precision = .float32, rule: ConvolutionRule, team: Team = Team(threads: 2)
  ) throws -> [Float] {
    let (shape, input, _) = try batch()
    return try team.lead {
      let plan = try InferencePlan(
        layers: network.layers(classes: 10), batch: shape[0], bands: shape[2], frames: shape[3],
        precision: precision, rule: rule, team: team,
        weights: { try file.floats(named: "weights/" + $0, shape: $1) })
      return try plan.logits(input: input.span)
    }
  }

  /// Whether all gradients are within the tolerances.
  func hasGradients(of training: Training, widened factor: Double = 1) throws -> Bool {
    try training.gradients.allSatisfy {
      try hasGradient($0.name, equalTo: $0.values, widened: factor)
    }
  }

  func hasGradient(
    _ name: String, equalTo values: [Float], widened factor: Double
  ) throws -> Bool {
    let expected = try file.floats(named: "gradients/" + name)
    let tolerance = try #require(tolerances["gradients/" + name], "\(name)") * factor
    return zip(values, expected).allSatisfy { abs(Double($0) - Double($1)) <= tolerance }
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

/// ‖a − b‖ / ‖b‖
func relativeDistance(_ a: [Float], _ b: [Float]) -> Double {
  norm(zip(a, b).map { $0 - $1 }) / norm(b)
}

func norm(_ values: [Float]) -> Double {
  values.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
}
