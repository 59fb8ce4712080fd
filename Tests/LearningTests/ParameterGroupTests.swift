import Engine
import Learning
import Networks
import TensorFiles
import Testing

@Suite struct ParameterGroupTests {
  /// Weights before and after a step, by name.
  private func step(
    _ optimizer: any Optimizer = AdamW(weightDecay: 0.1), groups: [ParameterGroup] = [],
    clipping: Double? = nil, frozenLayers: Int = 0
  ) throws -> (before: [String: [Float]], after: [String: [Float]]) {
    let team = Team(threads: 2)
    return try team.lead {
      let plan = try TrainingPlan(
        layers: NetworkDescription(.cnn4, width: 3).layers(classes: 3), batch: 4, bands: 16,
        frames: 20, optimizer: optimizer, groups: groups, clipping: clipping,
        frozenLayers: frozenLayers, team: team)
      plan.initialise(seed: 1)
      let examples = stripes(clips: 4)
      let recipe = Recipe(settings: settings(), examples: examples, dropouts: plan.dropouts)
      let batch = try recipe.batch(of: [0, 1, 2, 3], epoch: 1, step: 0)
      plan.load(input: batch.inputs.span, targets: batch.targets, dropout: batch.dropout)
      func weights() -> [String: [Float]] {
        Dictionary(
          uniqueKeysWithValues: plan.parameters.list.map {
            ($0.name, plan.parameters.values(of: $0, in: .weights))
          })
      }
      let before = weights()
      try plan.backward(logits: try plan.forward().logits)
      let length = plan.update(learningRate: 0.01, step: 1)
      #expect(length > 0 && length.isFinite)
      #expect(plan.parameters.paddingIsZero)
      return (before, weights())
    }
  }

  /// The first convolution, its norm and ReLU.
  @Test func frozenLayersStayAndOthersMove() throws {
    let (before, after) = try step(frozenLayers: 3)
    for (name, values) in after {
      let isFrozen = name.hasPrefix("features.0.") || name.hasPrefix("features.1.")
      #expect((values == before[name]) == isFrozen, "\(name)")
    }
  }

  /// Scales and shifts of norms and biases don't decay, weights do.
  @Test func vectorsDecayOnlyWhereTheyAreTold() throws {
    var vectors = ParameterGroup.all
    (vectors.isOfVectors, vectors.decays) = (true, false)
    let optimizer = SGD(weightDecay: 0.5, momentum: 0)
    let (some, all) = (try step(optimizer, groups: [vectors]), try step(optimizer))
    for (name, before) in some.before {
      let isVector = name.hasSuffix("bias") || (name.hasPrefix("features") && before.count < 27)
      for index in before.indices {
        let decay = some.after[name]![index] - all.after[name]![index]
        let expected = isVector ? 0.01 * 0.5 * before[index] : 0
        #expect(abs(decay - expected) < 1e-6, "\(name)")
      }
    }
  }

  /// By gradient descent a step is as long as the gradient times the rate.
  @Test(arguments: [0.1, 1e3])
  func clippedGradientsAreNoLongerThanSaid(most: Double) throws {
    let optimizer = SGD(weightDecay: 0, momentum: 0)
    let (free, clipped) = (try step(optimizer), try step(optimizer, clipping: most))
    let length = length(of: free) / 0.01
    #expect(abs(self.length(of: clipped) / 0.01 - min(length, most)) < 1e-3 * min(length, most))
    // The same way.
    let factor = Float(min(1, most / length))
    let (name, before) = ("fc.weight", free.before["fc.weight"]!)
    for index in before.indices {
      let (far, near) = (free.after[name]![index], clipped.after[name]![index])
      #expect(abs((near - before[index]) - factor * (far - before[index])) < 1e-6)
    }
  }

  private func length(of step: (before: [String: [Float]], after: [String: [Float]])) -> Double {
    step.before.reduce(0.0) { sum, weights in
      zip(weights.value, step.after[weights.key]!).reduce(sum) { sum, pair in
        sum + Double(pair.1 - pair.0) * Double(pair.1 - pair.0)
      }
    }.squareRoot()
  }

  /// AdamW's first step is the learning rate, whatever the gradient.
  @Test func aGroupHasARateAndADecayOfItsOwn() throws {
    var head = ParameterGroup(prefixes: ["fc."])
    head.rate = 0.1
    head.decays = false
    let (before, after) = try step(groups: [head])
    let moved = zip(after["fc.weight"]!, before["fc.weight"]!).map { abs($0 - $1) }
    #expect(moved.allSatisfy { abs($0 - 0.001) < 1e-4 })
    let scale = zip(after["features.1.weight"]!, before["features.1.weight"]!).map { $0 - $1 }
    // 1 less a tenth of a hundredth, and a hundredth either way.
    #expect(scale.allSatisfy { abs(abs($0 + 0.001) - 0.01) < 1e-4 })
  }

  @Test func sgdMovesByRateTimesGradientAndKeepsOneNumberForEachWeight() throws {
    let optimizer = SGD(weightDecay: 0, momentum: 0.9)
    let (slow, fast) = (
      try step(optimizer, groups: []), try step(optimizer, groups: [twice(of: "features.")])
    )
    for (name, before) in slow.before {
      let factor: Float = name.hasPrefix("features.") ? 2 : 1
      for index in before.indices {
        let (once, twice) = (slow.after[name]![index], fast.after[name]![index])
        let expected = before[index] + factor * (once - before[index])
        #expect(abs(twice - expected) < 1e-5 * max(1, abs(expected)), "\(name)")
      }
    }
    #expect(optimizer.stateNames == ["sgd.momentum"])
  }

  private func twice(of prefix: String) -> ParameterGroup {
    var group = ParameterGroup(prefixes: [prefix])
    group.rate = 2
    return group
  }
}
