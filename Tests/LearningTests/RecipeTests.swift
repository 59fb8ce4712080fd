import Learning
import Networks
import Numerics
import Testing

@Suite struct RecipeTests {
  private let bands = 6
  private let frames = 10

  /// Clips whose values tell clip, band and frame apart, none of them the mean.
  private func value(_ clip: Int, _ band: Int, _ frame: Int) -> Float {
    Float(1000 * (clip + 1) + 100 * band + frame)
  }

  private func examples(clips: Int = 8) -> TrainingExamples {
    TrainingExamples(
      labels: (0..<clips).map { $0 % 4 }, classes: 4, bands: bands, frames: frames,
      standardisation: Standardisation(mean: 50, deviation: 4)
    ) { [frames, value] clip, span in
      for index in span.indices { span[index] = value(clip, index / frames, index % frames) }
    }
  }

  private func plain() -> TrainingSettings {
    var settings = TrainingSettings()
    settings.mixup = 0
    settings.timeRoll = false
    settings.frequencyMask = 0
    settings.timeMask = 0
    settings.labelSmoothing = 0
    return settings
  }

  private func batch(
    _ settings: TrainingSettings, clips: [Int], epoch: Int = 1, step: Int = 0,
    dropouts: [Int] = []
  ) throws -> Batch {
    let recipe = Recipe(settings: settings, examples: examples(), dropouts: dropouts)
    return try recipe.batch(of: clips, epoch: epoch, step: step)
  }

  /// What a clip is when nothing but standardisation happens to it.
  private func standardised(_ clip: Int) -> [Float] {
    (0..<bands * frames).map { (value(clip, $0 / frames, $0 % frames) - 50) / 4 }
  }

  @Test func withoutAugmentationClipsAreStandardised() throws {
    let batch = try batch(plain(), clips: [3, 5])
    #expect(batch.inputs == standardised(3) + standardised(5))
    #expect(batch.targets == [0, 0, 0, 1, 0, 1, 0, 0])
    #expect(batch.dropout.isEmpty)
  }

  @Test func whatIsReadMayHangOnTheEpoch() throws {
    let examples = TrainingExamples(
      labels: [0, 1, 2, 3], classes: 4, bands: bands, frames: frames,
      standardisation: Standardisation(mean: 0, deviation: 1)
    ) { _, _ in
      Issue.record("read for every epoch")
    } readInEpoch: { clip, epoch, span in
      for index in span.indices { span[index] = Float(10 * epoch + clip) }
    }
    let recipe = Recipe(settings: plain(), examples: examples, dropouts: [])
    for epoch in 1...3 {
      let batch = try recipe.batch(of: [2], epoch: epoch, step: 0)
      #expect(batch.inputs == [Float](repeating: Float(10 * epoch + 2), count: bands * frames))
    }
  }

  @Test func smoothingSpreadsAShareOfTheLabel() throws {
    var settings = plain()
    settings.labelSmoothing = 0.2
    let targets = try batch(settings, clips: [2]).targets
    for (found, expected) in zip(targets, [0.05, 0.05, 0.85, 0.05] as [Float]) {
      #expect(abs(found - expected) < 1e-6)
    }
  }

  @Test func rollingTurnsEveryBandByTheSameFrames() throws {
    var settings = plain()
    settings.timeRoll = true
    var shifts: Set<Int> = []
    for epoch in 1...60 {
      let rolled = try batch(settings, clips: [4], epoch: epoch).inputs
      let own = standardised(4)
      let shift = try #require(own[..<frames].firstIndex(of: rolled[0]))
      shifts.insert(shift)
      for index in rolled.indices {
        let (band, frame) = (index / frames, index % frames)
        #expect(rolled[index] == own[band * frames + (frame + shift) % frames])
      }
    }
    #expect(shifts == Set(0..<frames))
  }

  @Test func masksAreStripesOfEveryWidth() throws {
    var settings = plain()
    settings.frequencyMask = 2
    settings.timeMask = 3
    var (bandWidths, frameWidths): (Set<Int>, Set<Int>) = ([], [])
    for epoch in 1...100 {
      let masked = try batch(settings, clips: [1], epoch: epoch).inputs
      let own = standardised(1)
      let isZero = masked.map { $0 == 0 }
      let bandsOut = (0..<bands).filter { band in
        (0..<frames).allSatisfy { isZero[band * frames + $0] }
      }
      let framesOut = (0..<frames).filter { frame in
        (0..<bands).allSatisfy { isZero[$0 * frames + frame] }
      }
      bandWidths.insert(bandsOut.count)
      frameWidths.insert(framesOut.count)
      #expect(bandsOut.isEmpty || bandsOut.last! - bandsOut[0] == bandsOut.count - 1)
      #expect(framesOut.isEmpty || framesOut.last! - framesOut[0] == framesOut.count - 1)
      for index in masked.indices
      where !bandsOut.contains(index / frames) && !framesOut.contains(index % frames) {
        #expect(masked[index] == own[index])
      }
    }
    #expect(bandWidths == [0, 1, 2])
    #expect(frameWidths == [0, 1, 2, 3])
  }

  @Test func masksWiderThanTheClipAreCut() throws {
    var settings = plain()
    settings.frequencyMask = 1000
    settings.timeMask = 1000
    for epoch in 1...20 {
      #expect(try batch(settings, clips: [1], epoch: epoch).inputs.count == bands * frames)
    }
  }

  @Test func mixingWeighsClipsAndLabelsAlike() throws {
    var settings = plain()
    settings.mixup = 0.2
    let clips = [0, 1, 2, 3]
    for step in 0..<10 {
      let mixed = try batch(settings, clips: clips, step: step)
      for (place, clip) in clips.enumerated() {
        let targets = mixed.targets[place * 4..<place * 4 + 4].map { $0 }
        #expect(abs(targets.reduce(0, +) - 1) < 1e-6)
        let weight = targets[clip]
        let partner = targets.indices.first { $0 != clip && targets[$0] > 0 } ?? clip
        let expected = zip(standardised(clip), standardised(partner)).map {
          weight * $0 + (1 - weight) * $1
        }
        let inputs = mixed.inputs[place * bands * frames..<(place + 1) * bands * frames]
        for (found, value) in zip(inputs, expected) { #expect(abs(found - value) < 0.1) }
      }
    }
  }

  @Test func dropoutKeepsTheMean() throws {
    var settings = plain()
    settings.dropout = 0.2
    let masks = try batch(settings, clips: Array(0..<8), dropouts: [500, 400]).dropout
    #expect(masks.map(\.count) == [4_000, 3_200])
    for mask in masks {
      #expect(Set(mask) == [0, 1.25])
      #expect(abs(mask.reduce(0, +) / Float(mask.count) - 1) < 0.05)
    }
    #expect(masks[0].prefix(3_200) != masks[1][...])
    settings.dropout = 0
    #expect(
      try batch(settings, clips: [3], dropouts: [2]).dropout == [[1, 1]])
  }

  /// So that an interrupted training goes on as if nothing had been.
  @Test func aClipsDrawsDependOnNothingButSeedEpochAndClip() throws {
    var settings = plain()
    settings.timeRoll = true
    settings.frequencyMask = 2
    settings.timeMask = 3
    let alone = try batch(settings, clips: [5], epoch: 7, step: 3).inputs
    let among = try batch(settings, clips: [2, 5, 1], epoch: 7, step: 9).inputs
    #expect(Array(among[bands * frames..<2 * bands * frames]) == alone)
    #expect(try batch(settings, clips: [5], epoch: 8, step: 3).inputs != alone)
    settings.seed = 2
    #expect(try batch(settings, clips: [5], epoch: 7, step: 3).inputs != alone)
  }

  @Test func standardisationIsMeasuredAsTorchDoes() throws {
    // torch.tensor([1., 2., 4., 1001.]).mean(), .std()
    let measured = try Standardisation(clips: 2, values: 2) { clip, span in
      span[0] = clip == 0 ? 1 : 4
      span[1] = clip == 0 ? 2 : 1001
    }
    #expect(measured.mean == 252)
    #expect(abs(measured.deviation - 499.33453) < 1e-3)
    let silence = try Standardisation(clips: 1, values: 3) { _, span in
      for index in span.indices { span[index] = -100 }
    }
    #expect(silence == Standardisation(mean: -100, deviation: 1))
  }
}
