import Fourier
import Glibc

/// What can be told of a sound after it was encoded, filtered, made fainter or cut elsewhere: the peaks of its
/// spectrogram, each paired with some that follow it (Wang 2003, "An industrial-strength audio search algorithm").
public struct Landmarks: Sendable {
  /// Of the sounds that they are found in, in Hz: what is above 4,000 Hz is the first that goes.
  public static let sampleRate = 8_000
  /// Samples from one frame to the next.
  public static let hopLength = 128

  /// Of each pair of peaks: the first's frequency, how much higher the second is, and how much later, as one number
  /// below ``kinds``.
  let hashes: [UInt32]
  /// When each begins.
  let frames: [Int32]

  static let kinds = 1 << 21

  public var count: Int { hashes.count }

  /// - Parameter sound: Mono, at ``sampleRate``.
  public init(of sound: [Float]) {
    let peaks = Spectrum(of: sound).peaks()
    var (hashes, frames) = ([UInt32](), [Int32]())
    for (place, peak) in peaks.enumerated() {
      var partners = 0
      for other in peaks[(place + 1)...] {
        let (later, higher) = (other.frame - peak.frame, other.bin - peak.bin)
        if later > Self.latest || partners == Self.partners { break }
        guard later >= Self.soonest, abs(higher) <= Self.highest else { continue }
        hashes.append(
          UInt32(peak.bin) << 13 | UInt32(higher + Self.highest) << 6 | UInt32(later))
        frames.append(Int32(peak.frame))
        partners += 1
      }
    }
    (self.hashes, self.frames) = (hashes, frames)
  }

  /// How many peaks each is paired with, how many frames later they are, and how many bins higher or lower.
  private static let partners = 6
  private static let (soonest, latest, highest) = (2, 63, 63)
}

/// The power of a sound by frame and bin.
private struct Spectrum {
  private static let windowLength = 512
  /// Without that of half the sampling rate, so that a bin has eight bits.
  private static let bins = windowLength / 2

  private let frames: Int
  /// `[frames, bins]`
  private let power: [Float]

  init(of sound: [Float]) {
    let (length, hop, bins) = (Self.windowLength, Landmarks.hopLength, Self.bins)
    let frames = sound.count < length ? 0 : (sound.count - length) / hop + 1
    let window = (0..<length).map {
      Float(0.5 - 0.5 * cos(2 * .pi * Double($0) / Double(length)))
    }
    let transform = RealTransform.of(length)
    var windowed = [Float](repeating: 0, count: length)
    var spectrum = [Complex](repeating: .zero, count: transform.bins)
    var power = [Float](repeating: 0, count: frames * bins)
    for frame in 0..<frames {
      for place in 0..<length { windowed[place] = sound[frame * hop + place] * window[place] }
      transform.spectrum(of: windowed, into: &spectrum)
      for bin in 0..<bins {
        let value = spectrum[bin]
        power[frame * bins + bin] = value.real * value.real + value.imaginary * value.imaginary
      }
    }
    (self.frames, self.power) = (frames, power)
  }

  /// A peak has no larger value so many frames and bins around it: some thirty a second.
  private static let (frameRadius, binRadius) = (10, 12)
  /// How far below the loudest peak others count, and what is silence: 60 dB, and what 16 bits cannot hold.
  private static let (range, silence): (Float, Float) = (1e-6, 1e-6)

  /// From the first frame to the last, in a frame from the lowest bin to the highest.
  func peaks() -> [(frame: Int, bin: Int)] {
    let floor = max((power.max() ?? 0) * Self.range, Self.silence)
    return power.withUnsafeBufferPointer { power in
      var peaks: [(frame: Int, bin: Int)] = []
      for frame in 0..<frames {
        for bin in 0..<Self.bins {
          let value = power[frame * Self.bins + bin]
          if value > floor, isLargest(value, frame, bin, 1, 1, power),
            isLargest(value, frame, bin, Self.frameRadius, Self.binRadius, power)
          {
            peaks.append((frame, bin))
          }
        }
      }
      return peaks
    }
  }

  private func isLargest(
    _ value: Float, _ frame: Int, _ bin: Int, _ frameRadius: Int, _ binRadius: Int,
    _ power: UnsafeBufferPointer<Float>
  ) -> Bool {
    for row in max(0, frame - frameRadius)...min(frames - 1, frame + frameRadius) {
      for column in max(0, bin - binRadius)...min(Self.bins - 1, bin + binRadius)
      where power[row * Self.bins + column] > value {
        return false
      }
    }
    return true
  }
}
