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

  @Test func constantStays() {
    let schedule = ConstantRate(rate: 0.5)
    #expect((0..<3).map(schedule.rate) == [0.5, 0.5, 0.5])
  }

  @Test func aSingleStepIsNoDivisionByZero() {
    #expect(OneCycle(highest: 1, steps: 1).rate(at: 0).isFinite)
  }
}
