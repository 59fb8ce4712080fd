import Engine
import Learning
import Networks
import TensorFiles
import Testing

/// Moving averages of weights, and batch norms that stay as they are.
@Suite struct RunningAverageTests {
  private func plan(
    averaging: Double? = nil, fixesStatistics: Bool = false, team: Team
  ) throws -> TrainingPlan {
    let plan = try TrainingPlan(
      layers: NetworkDescription(.cnn4, width: 3).layers(classes: 3), batch: 4, bands: 16,
      frames: 20, averaging: averaging, fixesStatistics: fixesStatistics, team: team)
    plan.initialise(seed: 1)
    let recipe = Recipe(settings: settings(), examples: stripes(clips: 4), dropouts: plan.dropouts)
    let batch = try recipe.batch(of: [0, 1, 2, 3], epoch: 1, step: 0)
    plan.load(
      input: batch.inputs.span, targets: batch.targets,
      dropout: batch.dropout.map { $0.map { _ in 1 } })
    return plan
  }

  /// The first of them are what there is after the first step.
  @Test func averagesKeepTheirShareOfEachStep() throws {
    let team = Team(threads: 2)
    try team.lead {
      let plan = try plan(averaging: 0.75, team: team)
      var expected: [String: [Float]] = [:]
      for step in 1...3 {
        try plan.backward(logits: try plan.forward().logits)
        plan.update(learningRate: 0.1, step: step)
        let now = plan.stateDictionary()
        for name in now.names where !name.hasSuffix("num_batches_tracked") {
          let values = try now.floats(named: name)
          expected[name] =
            step == 1 ? values : zip(expected[name]!, values).map { 0.75 * $0 + 0.25 * $1 }
        }
      }
      let averages = plan.stateDictionary(averaged: true)
      for (name, values) in expected {
        for (found, value) in zip(try averages.floats(named: name), values) {
          #expect(abs(found - value) < 1e-6 * max(1, abs(value)), "\(name)")
        }
        #expect(try plan.stateDictionary().floats(named: name) != values, "\(name)")
      }
    }
  }

  /// As a network that is only applied, with the norms folded in.
  @Test func fixedStatisticsStayAndAreGoneBy() throws {
    let team = Team(threads: 2)
    try team.lead {
      let plan = try plan(fixesStatistics: true, team: team)
      for statistics in plan.parameters.statistics {
        statistics.mean = statistics.mean.indices.map { 0.1 * Float($0) }
        statistics.variance = statistics.variance.indices.map { 0.5 + 0.2 * Float($0) }
      }
      let before = plan.stateDictionary()
      let logits = try plan.forward().logits
      #expect(try plan.stateDictionary().encoded() == before.encoded())

      let applied = try InferencePlan(
        layers: NetworkDescription(.cnn4, width: 3).layers(classes: 3), batch: 4, bands: 16,
        frames: 20, team: team, weights: { try before.floats(named: $0, shape: $1) })
      let recipe = Recipe(
        settings: settings(), examples: stripes(clips: 4), dropouts: plan.dropouts)
      let batch = try recipe.batch(of: [0, 1, 2, 3], epoch: 1, step: 0)
      for (found, expected) in zip(logits, try applied.logits(input: batch.inputs.span)) {
        #expect(abs(found - expected) < 1e-4)
      }
    }
  }
}
