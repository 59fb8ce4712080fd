import Engine
import Learning
import Networks
import TensorFiles
import Testing

@Suite struct GoldenNetworkTests {
  /// Logits in training mode, loss, every gradient, running statistics and three AdamW steps.
  @Test(arguments: GoldenNetwork.all)
  func trainingEqualsPyTorch(golden: GoldenNetwork) throws {
    let training = try golden.trainAsPyTorch(steps: 3, rule: .always(.direct))
    try expectFirstStep(of: training, golden)
    try golden.expect("losses_adamw", equals: training.losses)
    for (name, values) in training.weights {
      #expect(try golden.stepsMissed(of: name, by: values) == [], "\(name)")
    }
  }

  @Test(
    .enabled(if: Machine.current.hasBfloat16, "needs AVX512-BF16"), arguments: GoldenNetwork.all)
  func bfloat16IsNearPyTorch(golden: GoldenNetwork) throws {
    let logits = try golden.inferredLogits(precision: .bfloat16, rule: .committed)
    #expect(relativeDistance(logits, try golden.file.floats(named: "logits_eval")) < 2e-2)
    let training = try golden.train(precision: .bfloat16, rule: .committed)
    // PyTorch's own bf16 is off by 0.26 with `resnet50`, which normalises few values, else by up to 0.03.
    let limit = golden.network.name == "resnet50" ? 0.3 : 5e-2
    #expect(
      relativeDistance(training.logits, try golden.file.floats(named: "logits_train")) < limit)
    #expect(training.paddingIsZero)
  }

  /// Winograd's transforms round a little more; AdamW's first steps, which go by a gradient's sign,
  /// would tell nothing of it.
  @Test(arguments: GoldenNetwork.all)
  func trainingWithWinogradEqualsPyTorch(golden: GoldenNetwork) throws {
    try expectFirstStep(
      of: golden.trainAsPyTorch(rule: .always(.winograd), widened: 10), golden, widened: 10)
  }

  /// As for networks too large to keep everything: in parts of a batch, and computed again.
  @Test(arguments: GoldenNetwork.all)
  func sparingMemoryChangesNothing(golden: GoldenNetwork) throws {
    let spared = try golden.train(rule: .always(.winograd), largeBytes: 0)
    let kept = try golden.train(rule: .always(.winograd))
    #expect(spared.logits == kept.logits)
    try expectFirstStep(
      of: golden.trainAsPyTorch(rule: .always(.winograd), largeBytes: 0, widened: 10), golden,
      widened: 10)
  }

  @Test(arguments: GoldenNetwork.all)
  func inferenceEqualsPyTorch(golden: GoldenNetwork) throws {
    try golden.expect("logits_eval", equals: golden.inferredLogits(rule: .always(.direct)))
    try golden.expect(
      "logits_eval", equals: golden.inferredLogits(rule: .always(.winograd)), widened: 10)
  }

  /// `cnn4` as users train it. A ReLU whose input is within Winograd's rounding of zero opens where
  /// PyTorch's is shut and is seen in the gradients before it: PyTorch itself, with noise of 1e-6 of
  /// their size on its convolutions' outputs, misses the widened tolerance by up to ten times. So the
  /// tight comparison runs with direct forward convolutions; with Winograd forward too, 2e-3 of the
  /// norm will do.
  @Test(
    .enabled(if: GoldenNetwork.sharedIsThere, "needs ../shared/reference/networks"),
    arguments: FullWidthCase.allCases)
  func fullWidthEqualsPyTorch(case kind: FullWidthCase) throws {
    let golden = GoldenNetwork.fullWidth
    let factor = kind == .direct ? 1.0 : 10
    try golden.expect(
      "logits_eval", equals: golden.inferredLogits(rule: kind.rule), widened: factor)
    let training = try golden.train(rule: kind.rule)
    try golden.expect("logits_train", equals: training.logits, widened: factor)
    try golden.expect("loss", equals: [training.loss], widened: factor)
    for (name, values) in training.statistics {
      try golden.expect("buffers/" + name, equals: values, widened: factor)
    }
    for (name, gradient) in training.gradients {
      try golden.expect("norm/" + name, equals: [Float(norm(gradient))], widened: factor)
      let sample = try golden.sample(gradient, of: name)
      let expected = try golden.file.floats(named: "gradients/" + name)
      if kind != .winograd || relativeDistance(sample, expected) > 2e-3 {
        try golden.expect("gradients/" + name, equals: sample, widened: factor)
      }
    }
  }

  enum FullWidthCase: CaseIterable {
    case direct, winogradBackward, winograd

    var rule: ConvolutionRule {
      switch self {
      case .direct: .always(.direct)
      case .winograd: .always(.winograd)
      case .winogradBackward:
        ConvolutionRule(version: "test") { _, pass, _ in
          pass == .forward ? .direct : .winograd
        }
      }
    }
  }

  /// PyTorch's own bf16 is off by up to 0.33 in a gradient and 8 % in its norm, by flips in the ReLU
  /// and in the maximum over time.
  @Test(
    .enabled(if: GoldenNetwork.sharedIsThere, "needs ../shared/reference/networks"),
    .enabled(if: Machine.current.hasBfloat16, "needs AVX512-BF16"))
  func fullWidthInBfloat16IsNearPyTorch() throws {
    let golden = GoldenNetwork.fullWidth
    let logits = try golden.inferredLogits(precision: .bfloat16, rule: .committed)
    #expect(relativeDistance(logits, try golden.file.floats(named: "logits_eval")) < 2e-2)
    let training = try golden.train(precision: .bfloat16, rule: .committed)
    let expected = try golden.file.floats(named: "logits_train")
    #expect(relativeDistance(training.logits, expected) < 2e-2)
    for (name, gradient) in training.gradients {
      let expected = try golden.file.floats(named: "gradients/" + name)
      #expect(relativeDistance(try golden.sample(gradient, of: name), expected) < 0.4, "\(name)")
      let length = Double(try golden.file.floats(named: "norm/" + name)[0])
      #expect(abs(norm(gradient) / length - 1) < 0.15, "\(name)")
    }
  }

  /// Each pass of each convolution of `cnn4` alone, on operands that bf16 holds exactly.
  @Test(.enabled(if: Machine.current.hasBfloat16, "needs AVX512-BF16"))
  func convolutionsInBfloat16AreNearThoseInFloat32() throws {
    let team = Team(threads: 2)
    try team.lead {
      let plan = try TrainingPlan(
        layers: NetworkDescription(.cnn4).layers(classes: 10), batch: 2, bands: 128, frames: 173,
        team: team)
      for (layer, shape) in plan.convolutions {
        func passes(in precision: Precision) throws -> [[Float]] {
          let trial = try ConvolutionTrial(
            shape, precision: precision, algorithm: .direct, team: team)
          let pixels = shape.batch * shape.height * shape.width
          let x = eighths(shape.inputs * pixels)
          let w = eighths(shape.outputs * shape.inputs * 9)
          let dy = eighths(shape.outputs * pixels)
          return [try trial.forward(x: x, weights: w), try trial.backwardWeights(x: x, dy: dy)]
            + (shape.isFirst ? [] : [try trial.backwardData(dy: dy, weights: w)])
        }
        for (near, exact) in zip(try passes(in: .bfloat16), try passes(in: .float32)) {
          #expect(relativeDistance(near, exact) < 1e-2, "\(layer)")
        }
      }
    }
  }

  /// Multiples of 1/8 from −2 to 2, in no order that a convolution could tell.
  private func eighths(_ count: Int) -> [Float] {
    (0..<count).map { index in
      let eighth = (index * 7919 + index / 173 * 31) % 33 - 16
      return Float(eighth) / 8
    }
  }

  /// A CPU without AVX-512, as oneDNN and the layouts see it, in a process of its own.
  @Test func withAVX2AloneTrainingEqualsPyTorch() async {
    await #expect(processExitsWith: .success) {
      try #require(Machine.limitToAVX2())
      #expect(Machine.current.instructionSet == "avx2")
      for golden in GoldenNetwork.all {
        try GoldenNetworkTests().expectFirstStep(
          of: golden.trainAsPyTorch(rule: .committed), golden)
        try golden.expect("logits_eval", equals: golden.inferredLogits(rule: .committed))
      }
    }
  }

  private func expectFirstStep(
    of training: GoldenNetwork.Training, _ golden: GoldenNetwork, widened factor: Double = 1
  ) throws {
    try golden.expect("logits_train", equals: training.logits, widened: factor)
    try golden.expect("loss", equals: [training.loss], widened: factor)
    for (name, values) in training.gradients {
      try golden.expect("gradients/" + name, equals: values, widened: factor)
    }
    for (name, values) in training.statistics {
      try golden.expect("buffers/" + name, equals: values, widened: factor)
    }
    #expect(training.paddingIsZero)
  }
}

extension GoldenNetwork {
  /// A gradient at the places that the file has values of.
  fileprivate func sample(_ gradient: [Float], of name: String) throws -> [Float] {
    try file.integers(named: "places/" + name).map { gradient[Int($0)] }
  }
}
