import Numerics

/// Gives the clips of a ``SynthesizedDataSet`` their sound: a procedural voice for each class,
/// varied by recording and by moment, in surroundings of its own.
///
/// A clip's samples depend on the seed and the clip alone, so clips may be made in any order and
/// by any number of workers.
public struct ClipSynthesizer: Sendable {
  private let seed: UInt64

  /// - Parameter seed: the data set's.
  public init(seed: UInt64) {
    self.seed = seed
  }

  /// The clip as the bytes of a WAV file in its format.
  public func wavBytes(of clip: SynthesizedClip) -> [UInt8] {
    clip.format.wavBytes(samples(of: clip))
  }

  /// The clip's samples `[frames, channels]`, interleaved, full scale ±1.
  public func samples(of clip: SynthesizedClip) -> [Float] {
    // Voices sound below 12 kHz, so high rates are reached by octaves, cheaply.
    var octaves = 0
    while clip.format.sampleRate >> octaves > 32_000 { octaves += 1 }
    let rate = Float(clip.format.sampleRate >> octaves)
    var character = Philox(seed: seed, purpose: "synthesis: recording", clip: clip.recording)
    var moment = Philox(
      seed: seed, purpose: "synthesis: moment", epoch: clip.occurrence << 16 | clip.slice,
      clip: clip.recording)
    let scene = Scene(label: clip.label, salience: clip.salience, rate: rate, &character)
    let ears = Ears(&character)
    var samples = scene.sound(
      frames: (clip.frames >> octaves) + 1, moment: &moment)
    for _ in 0..<octaves { samples = OctaveUpsampler.upsample(samples) }
    return clip.format.channels == 1
      ? Array(samples.prefix(clip.frames)) : ears.stereo(samples.prefix(clip.frames))
  }
}

/// Two microphones side by side: the sound reaches one later and weaker.
private struct Ears {
  private let delay: Int
  private let left: Float
  private let right: Float

  init(_ character: inout Philox) {
    delay = character.uniform(below: 12)
    left = character.number(in: 0.7...1)
    right = character.number(in: 0.7...1)
  }

  /// Interleaved, left first.
  func stereo(_ mono: ArraySlice<Float>) -> [Float] {
    [Float](unsafeUninitializedCapacity: 2 * mono.count) { buffer, count in
      for i in mono.indices {
        buffer[2 * i] = left * mono[i]
        buffer[2 * i + 1] = i < delay ? 0 : right * mono[i - delay]
      }
      count = 2 * mono.count
    }
  }
}
