import CKernels
import Foundation
import Numerics
import Spectrogram
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
  @Test(arguments: [1, 7, 15, 16]) func filteringBands(frames: Int) {
    let bins = 37
    let spectra = AlignedBuffer(noise(bins * Lanes.count).map(abs))
    let starts: [Int32] = [0, 3, 36, 5]
    let offsets: [Int32] = [0, 4, 20, 21, 21]
    let weights = noise(21, seed: 4)
    let bandStride = frames + 3
    var bands = [Float](repeating: -1, count: 4 * bandStride)
    spectra.withSpan {
      $0.withUnsafeBufferPointer {
        sm_filter_bands(
          $0.baseAddress!, starts, offsets, weights, 4, Int64(frames), &bands, Int64(bandStride))
      }
    }
    for band in 0..<4 {
      for frame in 0..<bandStride {
        var sum: Float = frame < frames ? 0 : -1
        if frame < frames {
          for (step, weight) in weights[Int(offsets[band])..<Int(offsets[band + 1])].enumerated() {
            sum += spectra[(Int(starts[band]) + step) * Lanes.count + frame] * weight
          }
        }
        #expect(bands[band * bandStride + frame] == sum)
      }
    }
  }

  @Test(arguments: [1, 16, 33]) func squareRoots(count: Int) {
    let values = noise(count).map(abs)
    var roots = values
    sm_square_root(&roots, Int64(count))
    #expect(roots == values.map { $0.squareRoot() })
  }

  @Test(arguments: [1, 2, 17, 34]) func emphasis(count: Int) {
    let samples = noise(count)
    var result = [Float](repeating: 7, count: count)
    sm_preemphasise(samples, Int64(count), 0.97, &result)
    #expect(result.dropLast() == zip(samples.dropFirst(), samples).map { $0 - 0.97 * $1 }[...])
    #expect(result.last == 7)
  }

  /// The decibels of 1 are 0, whose sign an addend of 0 would change.
  @Test func noAddendChangesNoBit() {
    var values: [Float] = [1, 1]
    sm_scaled_logarithm(&values, 2, 0, 0, -1, -0.0)
    #expect(values[0] == 0 && values[0].sign == .minus)
    sm_scale_and_add(&values, 2, 1, -0.0)
    #expect(values[0].sign == .minus)
    values = [2, -3]
    sm_scale_and_add(&values, 2, 0.5, 1)
    #expect(values == [2, -0.5])
  }

  @Test func logarithmIsAccurate() {
    let significands: [Float] = [1, 1.0001, 1.3, 1.41421, 1.41422, 1.7, 1.9999]
    let values = (-126...127).flatMap { exponent in
      significands.map { Float(sign: .plus, exponent: exponent, significand: $0) }
    }
    var found = values
    sm_scaled_logarithm(&found, Int64(values.count), 0, 0, 1, -0.0)
    for (value, logarithm) in zip(values, found) {
      let expected = log(Double(value))
      #expect(abs(Double(logarithm) - expected) <= max(1.5e-7 * abs(expected), 1e-9))
    }
  }

  @Test func logarithmBoundsAndShifts() {
    var values: [Float] = [0, 1e-12, 1e-10, 1]
    sm_scaled_logarithm(&values, 4, 1e-10, 0, Float(10 / M_LN10), -0.0)
    #expect(zip(values, [-100, -100, -100, 0]).allSatisfy { abs($0 - $1) < 2e-5 })
    values = [0, 1]
    sm_scaled_logarithm(&values, 2, 0, 0.01, 2, 3)
    #expect(
      abs(values[0] - 2 * logf(0.01) - 3) < 2e-6 && abs(values[1] - 2 * logf(1.01) - 3) < 2e-7)
  }

  /// What is left over after whole vectors goes another way and must not show it.
  @Test(arguments: 1...33) func restsAreTreatedAlike(count: Int) {
    let values = noise(count).map { abs($0) + 1e-3 }
    let padded = values + [Float](repeating: 1, count: 64 - count)
    var (short, long) = (values, padded)
    sm_scaled_logarithm(&short, Int64(count), 1e-10, 0, 3, -0.0)
    sm_scaled_logarithm(&long, 64, 1e-10, 0, 3, -0.0)
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
