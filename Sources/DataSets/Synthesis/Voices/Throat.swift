import Numerics

/// Vocal folds and formants: what a child's shout and a dog's bark have in common.
struct Throat {
  /// Hz.
  var formants: SIMD4<Float>
  /// 0 (all voice) ... 1 (all breath).
  var breath: Float

  /// One utterance whose pitch goes from `pitches.0` over `pitches.1` to `pitches.2`, in Hz.
  func utter(
    pitches: (Float, Float, Float), at begin: Int, count: Int, level: Float,
    attack: Float, release: Float, into samples: inout [Float], rate: Float, moment: inout Philox
  ) {
    guard begin < samples.count, count > 0 else { return }
    var folds = Oscillator(phase: moment.number(in: 0...0.999))
    var air = WhiteNoise(&moment)
    var mouth = Resonators(
      frequencies: formants, bandwidths: 60 + 0.07 * formants, gains: [1, 0.8, 0.5, 0.35],
      rate: rate)
    var swell = Swell(count: count, attack: attack, release: release, rate: rate)
    var step = pitches.0 / rate
    let rise = (pitches.1 - pitches.0) / (rate * 0.5 * Float(count))
    let fall = (pitches.2 - pitches.1) / (rate * 0.5 * Float(count))
    for i in 0..<min(count, samples.count - begin) {
      step += 2 * i < count ? rise : fall
      let source = (1 - breath) * folds.sawtooth(step) + breath * air.next()
      samples[begin + i] += level * swell.next() * mouth.next(source)
    }
  }
}
