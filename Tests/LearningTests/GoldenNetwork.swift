import Engine
import Foundation
import Learning
import Networks
import Numerics
import TensorFiles
import Testing

/// What PyTorch computed for a network: the tensors, and how far from them one may be.
struct GoldenNetwork: CustomTestStringConvertible, Sendable {
  let file: SafetensorsFile
  let tolerances: [String: Double]
  let network: NetworkDescription
  /// Whether its input is [batch, 1, frames, bands].
  let isTransposed: Bool
  /// How many ways of rounding ``trainAsPyTorch(steps:rule:largeBytes:widened:)`` tries.
  let roundings: UInt64
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
      GoldenNetwork("resnet34", in: shared, .init(.resnet34, width: 6), roundings: 16),
      GoldenNetwork("resnet50", in: shared, .init(.resnet50, width: 6), roundings: 16),
      GoldenNetwork("sbcnn", in: shared, .init(.sbcnn)),
      GoldenNetwork("crnn-mean", in: shared, .init(.crnn, width: 8)),
      GoldenNetwork("crnn-attention", in: shared, .init(.crnnAttention, width: 8)),
      GoldenNetwork("transformer", in: shared, .init(.transformer, width: 8)),
      GoldenNetwork("vggish", in: shared, narrowVGGish, isTransposed: true),
      GoldenNetwork(
        "cnn14", in: transfer, .init(.cnn14, width: 4), isTransposed: true, roundings: 16),
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
    roundings: UInt64 = 1
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
    self.roundings = roundings
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
  /// - Parameters:
  ///   - nudge: Seed of a move of each input to one of the numbers beside it; nil: none.
  func train(
    steps: Int = 1, precision: Precision = .float32, rule: ConvolutionRule,
    largeBytes: Int = 128 << 20, nudge: UInt64? = nil, team: Team = Team(threads: 2)
  ) throws -> Training {
    var (shape, input, targets) = try batch()
    if let nudge {
      var stream = Philox(seed: nudge, purpose: "nudge")
      input = input.map { stream.normal() < 0 ? $0.nextDown : $0.nextUp }
    }
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

  /// Trains, where it takes that by several ways of rounding, until one has PyTorch's gradients and steps, or the last.
  ///
  /// A ReLU whose input lies within rounding of zero may open where PyTorch's is shut, and is seen in every gradient
  /// before it. With each spectrogram's values moved to a number beside them everything is rounded otherwise.
  func trainAsPyTorch(
    steps: Int = 1, rule: ConvolutionRule, largeBytes: Int = 128 << 20, widened factor: Double = 1
  ) throws -> Training {
    for seed in 0..<roundings {
      let training = try train(
        steps: steps, rule: rule, largeBytes: largeBytes, nudge: seed == 0 ? nil : seed)
      if try seed + 1 == roundings
        || hasGradients(of: training, widened: factor) && (steps < 3 || hasSteps(of: training))
      {
        return training
      }
    }
    preconditionFailure("no way of rounding")
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
  private func hasGradients(of training: Training, widened factor: Double) throws -> Bool {
    try training.gradients.allSatisfy { name, values in
      let expected = try file.floats(named: "gradients/" + name)
      let tolerance = try #require(tolerances["gradients/" + name], "\(name)") * factor
      return zip(values, expected).allSatisfy { abs(Double($0) - Double($1)) <= tolerance }
    }
  }

  private func hasSteps(of training: Training) throws -> Bool {
    try training.weights.allSatisfy { try stepsMissed(of: $0.name, by: $0.values).isEmpty }
  }

  /// Where weights after AdamW's three steps are not PyTorch's.
  ///
  /// AdamW divides a gradient g by its size: what that may miss, δ, turns a step by up to δ/|g| of the learning
  /// rate. So weights are within their tolerance, or within what gradients in theirs make of three steps.
  func stepsMissed(of name: String, by values: [Float]) throws -> [Int] {
    let (expected, gradients) = (
      try file.floats(named: "adamw/" + name), try file.floats(named: "gradients/" + name)
    )
    let tolerance = try #require(tolerances["adamw/" + name])
    let missed = try #require(tolerances["gradients/" + name])
    return values.indices.filter { index in
      let turned = 3e-3 * min(2, missed / abs(Double(gradients[index])))
      return abs(Double(values[index]) - Double(expected[index])) > max(tolerance, turned)
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

/// ‖a − b‖ / ‖b‖
func relativeDistance(_ a: [Float], _ b: [Float]) -> Double {
  norm(zip(a, b).map { $0 - $1 }) / norm(b)
}

func norm(_ values: [Float]) -> Double {
  values.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
}
