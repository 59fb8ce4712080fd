import Learning
import Testing

@Suite struct LearningRateScheduleTests {
  /// `torch.optim.lr_scheduler.OneCycleLR(max_lr=1e-3, total_steps=n, cycle_momentum=False)`,
  /// torch 2.13, step by step.
  @Test(arguments: [
    (2, [0: 0.0008117456539497629, 1: 4e-09]),
    (3, [0: 0.0009944154354509117, 1: 0.00046263710266697503, 2: 4e-09]),
    (10, [0: 4e-05, 1: 0.00052, 2: 0.001, 3: 0.0009504846320134736, 8: 4.9519367986526286e-05]),
    (
      330,
      [
        0: 4e-05, 1: 4.024661622366982e-05, 82: 0.0009382329779792269,
        110: 0.0009933562632706977, 165: 0.000806400567978214, 328: 5.023888608455919e-08,
        329: 4e-09,
      ]
    ),
  ])
  func oneCycleEqualsTorch(steps: Int, rates: [Int: Double]) {
    let schedule = OneCycle(highest: 1e-3, steps: steps)
    for (step, rate) in rates {
      #expect(abs(schedule.rate(at: step) - rate) <= 1e-15, "step \(step)")
    }
  }

  /// `get_linear_schedule_with_warmup` and `get_cosine_schedule_with_warmup` of transformers 4.46 for 4
  /// steps of warm-up among 20.
  @Test(arguments: [
    (Decay.Shape.line, [0: 0.0, 1: 0.25, 4: 1, 5: 0.9375, 12: 0.5, 19: 0.0625]),
    (.cosine, [0: 0.0, 3: 0.75, 4: 1, 8: 0.8535533905932737, 12: 0.5, 19: 0.00960735979838481]),
    (.constant, [0: 0.0, 2: 0.5, 4: 1, 19: 1]),
  ])
  func decayRisesAndFallsAsDefined(shape: Decay.Shape, rates: [Int: Double]) {
    let schedule = Decay(shape, highest: 2, warmUp: 4, steps: 20)
    for (step, rate) in rates {
      #expect(abs(schedule.rate(at: step) - 2 * rate) < 1e-12, "step \(step)")
    }
  }

  @Test func constantStays() {
    let schedule = Decay(.constant, highest: 0.5, warmUp: 0, steps: 3)
    #expect((0..<3).map(schedule.rate) == [0.5, 0.5, 0.5])
  }

  /// With `pct_start` 0.2, which puts the peak at step 1 of 10.
  @Test func oneCycleRisesAsLongAsSaid() {
    let schedule = OneCycle(highest: 1, steps: 10, rise: 0.2)
    #expect((0..<10).max { schedule.rate(at: $0) < schedule.rate(at: $1) } == 1)
    #expect(schedule.rate(at: 1) == 1)
  }

  @Test func aSingleStepIsNoDivisionByZero() {
    #expect(OneCycle(highest: 1, steps: 1).rate(at: 0).isFinite)
  }
}
