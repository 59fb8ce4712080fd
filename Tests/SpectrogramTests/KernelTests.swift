import CKernels
import Foundation
import Testing

/// Deterministic noise between -1/2 and 1/2.
func noise(_ count: Int, seed: UInt32 = 1) -> [Float] {
  var state = seed
  return (0..<count).map { _ in
    state = state &* 1_664_525 &+ 1_013_904_223
    return Float(state >> 8) / Float(1 << 24) - 0.5
  }
}

@Suite struct KernelTests {
  @Test(arguments: [1, 15, 16, 17, 400, 1_000]) func windowing(count: Int) {
    let (samples, window) = (noise(count), noise(count, seed: 2))
    var single = [Float](repeating: .nan, count: count)
    sm_window(samples, window, Int64(count), &single)
    #expect(single == zip(samples, window).map { $0 * $1 })
    var double = [Double](repeating: .nan, count: count)
    let wide = window.map { Double($0) / 3 }
    sm_window_double(samples, wide, Int64(count), &double)
    #expect(double == zip(samples, wide).map { Double($0) * $1 })
  }

  /// The kernel's own formula, a bin at a time.
  private func realPower<Real: BinaryFloatingPoint>(
    _ packed: [Real], _ turns: [Real], _ half: Int
  ) -> [Float] {
    var power = [Float](repeating: .nan, count: half + 1)
    power[0] = Float((packed[0] + packed[1]) * (packed[0] + packed[1]))
    power[half] = Float((packed[0] - packed[1]) * (packed[0] - packed[1]))
    for k in stride(from: 1, through: half / 2, by: 1) {
      let (zr, zi) = (packed[2 * k], packed[2 * k + 1])
      let (mr, mi) = (packed[2 * (half - k)], packed[2 * (half - k) + 1])
      let (er, ei, dr, di) = ((zr + mr) / 2, (zi - mi) / 2, (zr - mr) / 2, (zi + mi) / 2)
      let (cosine, sine) = (turns[k], turns[half / 2 + 1 + k])
      let (tr, ti) = (cosine * di - sine * dr, cosine * dr + sine * di)
      power[half - k] = Float((er - tr) * (er - tr) + (ei + ti) * (ei + ti))
      power[k] = Float((er + tr) * (er + tr) + (ei - ti) * (ei - ti))
    }
    return power
  }

  @Test(arguments: [1, 2, 3, 5, 31, 33, 34, 128, 500, 512]) func powerOfPackedSpectra(half: Int) {
    let packed = noise(2 * half)
    let turns = noise(2 * (half / 2 + 1), seed: 3)
    var power = [Float](repeating: .nan, count: half + 1)
    sm_real_power(packed, turns, Int64(half), &power)
    #expect(power == realPower(packed, turns, half))
    let (wide, wideTurns) = (packed.map { Double($0) / 3 }, turns.map { Double($0) / 7 })
    sm_real_power_double(wide, wideTurns, Int64(half), &power)
    #expect(power == realPower(wide, wideTurns, half))
  }

  @Test(arguments: [1, 16, 33]) func powerOfBins(count: Int) {
    let bins = noise(2 * count)
    var power = [Float](repeating: .nan, count: count)
    sm_complex_power(bins, Int64(count), &power)
    let expected = (0..<count).map { bin in
      let (real, imaginary) = (bins[2 * bin], bins[2 * bin + 1])
      return real * real + imaginary * imaginary
    }
    #expect(power == expected)
    sm_complex_power_double(bins.map { Double($0) }, Int64(count), &power)
    for (found, twin) in zip(power, expected) { #expect(abs(found - twin) <= twin * 2e-7) }
    sm_square_root(&power, Int64(count))
    for (found, twin) in zip(power, expected) {
      #expect(abs(found - twin.squareRoot()) <= twin.squareRoot() * 2e-7)
    }
  }

  @Test(arguments: [1, 7, 15, 16]) func filteringBands(frames: Int) {
    let (bins, stride) = (37, 48)
    let spectra = noise(16 * stride).map(abs)
    let starts: [Int32] = [0, 3, 36, 5]
    let offsets: [Int32] = [0, 4, 20, 21, 21]
    let weights = noise(21, seed: 4)
    var tile = [Float](repeating: .nan, count: 16 * stride)
    let bandStride = frames + 3
    var bands = [Float](repeating: -1, count: 4 * bandStride)
    sm_filter_bands(
      spectra, Int64(bins), Int64(stride), starts, offsets, weights, 4, &tile, Int64(frames),
      &bands, Int64(bandStride))
    for band in 0..<4 {
      for frame in 0..<bandStride {
        var sum: Float = frame < frames ? 0 : -1
        if frame < frames {
          for (step, weight) in weights[Int(offsets[band])..<Int(offsets[band + 1])].enumerated() {
            sum += spectra[frame * stride + Int(starts[band]) + step] * weight
          }
        }
        #expect(bands[band * bandStride + frame] == sum)
      }
    }
  }

  @Test func logarithmIsAccurate() {
    let significands: [Float] = [1, 1.0001, 1.3, 1.41421, 1.41422, 1.7, 1.9999]
    let values = (-126...127).flatMap { exponent in
      significands.map { Float(sign: .plus, exponent: exponent, significand: $0) }
    }
    var found = values
    sm_scaled_logarithm(&found, Int64(values.count), 0, 0, 1)
    for (value, logarithm) in zip(values, found) {
      let expected = log(Double(value))
      #expect(abs(Double(logarithm) - expected) <= max(1.5e-7 * abs(expected), 1e-9))
    }
  }

  @Test func logarithmBoundsAndShifts() {
    var values: [Float] = [0, 1e-12, 1e-10, 1]
    sm_scaled_logarithm(&values, 4, 1e-10, 0, Float(10 / M_LN10))
    #expect(zip(values, [-100, -100, -100, 0]).allSatisfy { abs($0 - $1) < 2e-5 })
    values = [0, 1]
    sm_scaled_logarithm(&values, 2, 0, 0.01, 2)
    #expect(abs(values[0] - 2 * logf(0.01)) < 2e-6 && abs(values[1] - 2 * logf(1.01)) < 1e-8)
  }

  /// What is left over after whole vectors goes another way and must not show it.
  @Test(arguments: 1...33) func restsAreTreatedAlike(count: Int) {
    let values = noise(count).map { abs($0) + 1e-3 }
    let padded = values + [Float](repeating: 1, count: 64 - count)
    var (short, long) = (values, padded)
    sm_scaled_logarithm(&short, Int64(count), 1e-10, 0, 3)
    sm_scaled_logarithm(&long, 64, 1e-10, 0, 3)
    #expect(short == Array(long.prefix(count)))
    #expect(sm_maximum(values, Int64(count)) == values.max())
    #expect(sm_maximum(values.map { -$0 }, Int64(count)) == -values.min()!)
    short = values
    sm_raise(&short, Int64(count), 0.2)
    #expect(short == values.map { max($0, 0.2) })
    sm_subtract(&short, Int64(count), 0.1)
    #expect(short == values.map { max($0, 0.2) - 0.1 })
  }
}
