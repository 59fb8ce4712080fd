import Explaining
import Learning
import Networks
import Numerics
import TensorFiles
import Testing

/// A network that learns to hear a tone in noise: what explains it has to show where the tone is.
@Suite struct ToneTests {
  private static let (bands, frames) = (24, 32)

  /// Noise, and in half of the clips a tone of three bands and ten frames somewhere.
  private struct Clip {
    let values: [Float]
    let tone: (bands: Range<Int>, frames: Range<Int>)?

    init(_ number: Int, hasTone: Bool) {
      var stream = Philox(seed: 7, purpose: "clip", clip: number)
      var values = (0..<bands * frames).map { _ in Float(stream.normal()) }
      let band = Int(stream.uniform() * Double(bands - 3))
      let frame = Int(stream.uniform() * Double(frames - 10))
      tone = hasTone ? (band..<band + 3, frame..<frame + 10) : nil
      if hasTone {
        for band in band..<band + 3 {
          for frame in frame..<frame + 10 { values[band * frames + frame] += 3 }
        }
      }
      self.values = values
    }
  }

  private func trained(on clips: [Clip]) throws -> SafetensorsFile {
    var settings = TrainingSettings()
    settings.network = try NetworkDescription(
      name: "listener",
      layersText: """
        [{"layer": "convolution", "name": "a", "channels": 8, "padding": 1},
         {"layer": "batch-norm", "name": "b"}, {"layer": "activation"},
         {"layer": "average-pooling"},
         {"layer": "convolution", "name": "c", "channels": 16, "padding": 1},
         {"layer": "batch-norm", "name": "d"}, {"layer": "activation"},
         {"layer": "average-pooling"}, {"layer": "global-average-pooling"},
         {"layer": "linear", "name": "fc"}]
        """)
    settings.epochs = 12
    settings.batchSize = 32
    settings.threads = 2
    let trainer = try Trainer(
      settings: settings,
      examples: TrainingExamples(
        labels: clips.map { $0.tone == nil ? 0 : 1 }, classes: 2, bands: Self.bands,
        frames: Self.frames, standardisation: Standardisation(mean: 0, deviation: 1)
      ) { clip, span in
        for (index, value) in clips[clip].values.enumerated() { span[index] = value }
      })
    for epoch in 1...settings.epochs { _ = try trainer.train(epoch: epoch) }
    return try trainer.checkpoint()
  }

  @Test func aToneLightsUpWhereItIs() throws {
    let checkpoint = try trained(on: (0..<256).map { Clip($0, hasTone: $0 % 2 == 1) })
    let classifier = try Classifier(
      checkpoint: checkpoint, bands: Self.bands, frames: Self.frames, threads: 2)
    let gradCAM = try #require(
      try GradCAM(checkpoint: checkpoint, bands: Self.bands, frames: Self.frames, threads: 2))
    for number in 1_000..<1_010 {
      let clip = Clip(number, hasTone: true)
      let tone = try #require(clip.tone)
      let map = try gradCAM.maps(of: [1]) { _, span in
        for (index, value) in clip.values.enumerated() { span[index] = value }
      }[0]
      let spread = map.spread(bands: Self.bands, frames: Self.frames)
      let brightest = try #require(spread.indices.max { spread[$0] < spread[$1] })
      let (band, frame) = brightest.quotientAndRemainder(dividingBy: Self.frames)
      // A cell of the last map is two bands and two frames.
      #expect(tone.bands.lowerBound - 2..<tone.bands.upperBound + 2 ~= band, "\(number)")
      #expect(tone.frames.lowerBound - 2..<tone.frames.upperBound + 2 ~= frame, "\(number)")

      let occlusion = try Occlusion(clip.values, bands: Self.bands, by: classifier, parts: 12)
      #expect(occlusion.probabilities[1] > 0.5, "\(number)")
      let drops = occlusion.bandDrops.map { $0[1] }
      let dearest = try #require(drops.indices.max { drops[$0] < drops[$1] })
      #expect(occlusion.bands[dearest].overlaps(tone.bands), "\(number)")
    }
  }

  @Test func whatIsCoveredIsNamedOnce() {
    #expect(Occlusion.ranges(10, parts: 4) == [0..<3, 3..<6, 6..<9, 9..<10])
    #expect(Occlusion.ranges(3, parts: 16) == [0..<1, 1..<2, 2..<3])
  }
}
