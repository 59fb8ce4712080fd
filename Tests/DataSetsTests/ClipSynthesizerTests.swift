import DataSets
import Testing

@Suite struct ClipSynthesizerTests {
  /// Clips of low sample rates, which are quick to make.
  private static func clips(seconds: Double, seed: UInt64 = 1) throws -> [SynthesizedClip] {
    try SynthesizedDataSet(clips: 3000, seconds: seconds, seed: seed).clips.filter {
      $0.format.sampleRate <= 16_000
    }
  }

  @Test(arguments: UrbanSoundClass.allCases)
  func aClipIsFiniteAudibleAndAsLongAsPlanned(label: UrbanSoundClass) throws {
    let synthesizer = ClipSynthesizer(seed: 1)
    for clip in try Self.clips(seconds: 0.5).filter({ $0.label == label }).prefix(6) {
      let samples = synthesizer.samples(of: clip)
      #expect(samples.count == clip.frames * clip.format.channels)
      #expect(samples.allSatisfy { $0.isFinite })
      let power = samples.reduce(0) { $0 + $1 * $1 } / Float(samples.count)
      #expect(power > 1e-5 && power < 0.1)
    }
  }

  @Test(arguments: [8_000, 11_025, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000, 96_000])
  func everySampleRateGivesAsManyFramesAsPlanned(sampleRate: Int) throws {
    let plan = try SynthesizedDataSet(clips: 3000, seconds: 0.1, seed: 4)
    let clips = plan.clips.filter { $0.format.sampleRate == sampleRate }.prefix(4)
    #expect(clips.count == 4)
    for clip in clips {
      let bytes = ClipSynthesizer(seed: 4).wavBytes(of: clip)
      #expect(bytes.count == clip.byteCount)
    }
  }

  @Test func aClipDependsOnItselfAndTheSeedAlone() throws {
    let clips = Array(try Self.clips(seconds: 0.2).prefix(6))
    let forwards = clips.map { ClipSynthesizer(seed: 1).wavBytes(of: $0) }
    let backwards = clips.reversed().map { ClipSynthesizer(seed: 1).wavBytes(of: $0) }
    #expect(forwards == backwards.reversed())
    #expect(Set(forwards).count == clips.count)
    #expect(ClipSynthesizer(seed: 2).wavBytes(of: clips[0]) != forwards[0])
  }

  @Test func theShortestClipIsASampleLong() throws {
    let plan = try SynthesizedDataSet(clips: 1, seconds: 0.01, seed: 1)
    let clip = try #require(plan.clips.first)
    let sample = SynthesizedClip(
      recording: clip.recording, label: clip.label, occurrence: 0, slice: 0, startFrame: 0,
      frames: 1, salience: 1, fold: 1, format: clip.format)
    #expect(ClipSynthesizer(seed: 1).samples(of: sample).count == clip.format.channels)
  }

  /// What tells a blower from a gun is not its spectrum but how its loudness moves.
  @Test func shotsStandOutAndBlowersDoNot() throws {
    func unsteadiness(_ label: UrbanSoundClass) throws -> Float {
      let clips = try Self.clips(seconds: 2).filter { $0.label == label && $0.salience == 1 }
      let values = clips.prefix(8).map { clip in
        let samples = ClipSynthesizer(seed: 1).samples(of: clip)
        let block = clip.format.sampleRate * clip.format.channels / 20
        let levels = stride(from: 0, to: samples.count - block, by: block).map { start in
          samples[start..<start + block].reduce(0) { $0 + $1 * $1 }.squareRoot()
        }
        let mean = levels.reduce(0, +) / Float(levels.count)
        let variance = levels.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Float(levels.count)
        return variance.squareRoot() / mean
      }
      return values.sorted()[values.count / 2]
    }
    let blower = try unsteadiness(.airConditioner)
    let shots = try unsteadiness(.gunShot)
    #expect(blower < 0.35)
    #expect(shots > 2 * blower)
  }
}
