import Fourier
import Glibc

/// Sounds made longer or shorter at the same pitch (Flanagan and Golden, "Phase vocoder", 1966):
/// `librosa.effects.time_stretch`.
package enum PhaseVocoder {
  private static let size = 2_048
  private static let hop = 512
  /// Hann's, periodic.
  private static let window = (0..<size).map {
    Float(0.5 - 0.5 * cos(2 * Double.pi * Double($0) / Double(size)))
  }

  /// `samples` played `rate` times as fast.
  package static func stretched(_ samples: [Float], rate: Double) -> [Float] {
    let count = Int((Double(samples.count) / rate).rounded())
    guard rate != 1, count > 0 else { return samples }
    let frames = samples.count / hop + 1
    let transform = RealTransform.of(size)
    var input = SpectrumPair(samples, frames, transform)
    var output = OverlappingFrames(count: count, transform)
    // The phases of the output, each a number of magnitude 1.
    var phases = [Complex](repeating: Complex(1, 0), count: transform.bins)
    for step in 0... {
      let place = Double(step) * rate
      guard place < Double(frames) else { break }
      input.advance(to: Int(place))
      let share = Float(place - place.rounded(.down))
      if step == 0 { for bin in phases.indices { phases[bin] = input.first[bin].direction } }
      output.add(frame: step) { bin in
        let (first, second) = (input.first[bin], input.second[bin])
        let magnitude = (1 - share) * first.magnitude + share * second.magnitude
        let value = phases[bin] * magnitude
        // Between two frames the phase goes on by as much as it did there: by whole turns more or less,
        // which a direction does not count.
        phases[bin] = (phases[bin] * (second.direction * first.direction.conjugate)).direction
        return value
      }
    }
    return output.samples
  }

  /// The spectra of a frame and the next, which are zero behind the last.
  private struct SpectrumPair {
    private(set) var first: [Complex]
    private(set) var second: [Complex]
    private let samples: [Float]
    private let frames: Int
    private let transform: RealTransform
    private var next = 0
    private var frame = [Float](repeating: 0, count: size)

    init(_ samples: [Float], _ frames: Int, _ transform: RealTransform) {
      self.samples = samples
      self.frames = frames
      self.transform = transform
      first = [Complex](repeating: .zero, count: transform.bins)
      second = first
      read()
      read()
    }

    mutating func advance(to index: Int) {
      while next - 2 < index { read() }
    }

    private mutating func read() {
      swap(&first, &second)
      let start = next * hop - size / 2
      for place in 0..<size {
        let sample = start + place
        let isThere = next < frames && samples.indices.contains(sample)
        frame[place] = isThere ? samples[sample] * window[place] : 0
      }
      transform.spectrum(of: frame, into: &second)
      next += 1
    }
  }

  /// Frames laid over each other, each windowed again, and divided by what the windows add up to.
  private struct OverlappingFrames {
    private let transform: RealTransform
    private let count: Int
    private var sum: [Float]
    private var weight: [Float]
    private var spectrum: [Complex]
    private var frame = [Float](repeating: 0, count: size)

    init(count: Int, _ transform: RealTransform) {
      self.transform = transform
      self.count = count
      sum = [Float](repeating: 0, count: count + size)
      weight = sum
      spectrum = [Complex](repeating: .zero, count: transform.bins)
    }

    mutating func add(frame index: Int, _ value: (_ bin: Int) -> Complex) {
      for bin in spectrum.indices { spectrum[bin] = value(bin) }
      let start = index * hop
      guard start < sum.count else { return }
      transform.signal(of: &spectrum, into: &frame)
      for place in 0..<min(size, sum.count - start) {
        sum[start + place] += frame[place] * window[place] / Float(size)
        weight[start + place] += window[place] * window[place]
      }
    }

    /// Without the half of a frame that lies before the sound.
    var samples: [Float] {
      (size / 2..<size / 2 + count).map {
        weight[$0] > .leastNormalMagnitude ? sum[$0] / weight[$0] : sum[$0]
      }
    }
  }
}

extension Complex {
  /// The number of magnitude 1 in its direction; of zero, 1.
  fileprivate var direction: Complex {
    let size = magnitude
    return size > 0 ? Complex(real / size, imaginary / size) : Complex(1, 0)
  }
}
