import CSoxr

/// How well libsoxr resamples; its own recipes.
public enum ResamplingQuality: String, CaseIterable, Codable, Sendable {
  /// Cubic interpolation.
  case quick
  /// 16 bits, with a larger roll-off.
  case low
  /// 16 bits, with a medium roll-off.
  case medium
  /// 20 bits (`SOXR_HQ`), what librosa calls `soxr_hq`.
  case high
  /// 28 bits (`SOXR_VHQ`).
  case veryHigh

  fileprivate var recipe: UInt {
    switch self {
    case .quick: UInt(SOXR_QQ)
    case .low: UInt(SOXR_LQ)
    case .medium: UInt(SOXR_MQ)
    case .high: UInt(SOXR_20_BITQ)
    case .veryHigh: UInt(SOXR_28_BITQ)
    }
  }
}

/// A mono resampler between two rates. It gives the bits of `soxr_oneshot`, however its input is
/// cut into blocks and whatever it resampled before.
package final class Resampler {
  private let handle: soxr_t

  init(from sourceRate: Int, to targetRate: Int, quality: ResamplingQuality) {
    var recipe = soxr_quality_spec(quality.recipe, 0)
    // The rates are positive and bounded, so that only a lack of memory can make this fail.
    handle = soxr_create(Double(sourceRate), Double(targetRate), 1, nil, nil, &recipe, nil)
  }

  deinit { soxr_delete(handle) }

  /// Forgets the signal so far.
  func restart() { soxr_clear(handle) }

  /// Takes samples (nil: there are no more) and gives as many as are ready and fit.
  func process(
    _ input: UnsafeBufferPointer<Float>?, into output: UnsafeMutableBufferPointer<Float>
  ) -> (consumed: Int, produced: Int) {
    var consumed = 0
    var produced = 0
    soxr_process(
      handle, input?.baseAddress, input?.count ?? 0, &consumed,
      output.baseAddress, output.count, &produced)
    return (consumed, produced)
  }

  /// A whole signal at another rate.
  package static func resampled(
    _ samples: [Float], from sourceRate: Int, to targetRate: Int,
    quality: ResamplingQuality = .high
  ) -> [Float] {
    guard sourceRate != targetRate, !samples.isEmpty else { return samples }
    let resampler = Resampler(from: sourceRate, to: targetRate, quality: quality)
    let count = outputCount(of: samples.count, from: sourceRate, to: targetRate)
    return [Float](unsafeUninitializedCapacity: count) { output, produced in
      samples.withUnsafeBufferPointer { samples in
        var taken = 0
        while produced < count {
          let rest = UnsafeBufferPointer(rebasing: samples[taken...])
          let step = resampler.process(
            rest.isEmpty ? nil : rest,
            into: UnsafeMutableBufferPointer(rebasing: output[produced...]))
          taken += step.consumed
          produced += step.produced
          if rest.isEmpty && step.produced == 0 { break }
        }
      }
    }
  }

  /// How many samples `count` become: rounded, a half upwards, as libsoxr does.
  static func outputCount(of count: Int, from sourceRate: Int, to targetRate: Int) -> Int {
    guard sourceRate != targetRate else { return count }
    let (high, low) = count.multipliedFullWidth(by: 2 * targetRate)
    let divisor = 2 * sourceRate
    let (sum, carry) = low.addingReportingOverflow(UInt(sourceRate))
    let (whole, _) = divisor.dividingFullWidth((high + (carry ? 1 : 0), sum))
    return whole
  }
}
