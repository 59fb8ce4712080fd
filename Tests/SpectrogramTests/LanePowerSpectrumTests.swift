import CKernels
import Foundation
import Numerics
import Spectrogram
import Testing

@Suite struct LanePowerSpectrumTests {
  private static let sizes = [
    1, 2, 3, 4, 5, 8, 9, 12, 15, 16, 25, 30, 49, 64, 77, 97, 100, 128, 200, 243, 331, 512,
  ]

  @Test(arguments: [16, 17, 31, 33, 400], [1, 2]) func framesAreWindowedIntoLanes(
    size: Int, spacing: Int
  ) {
    let frames = (0..<Lanes.count).map { noise(size, seed: UInt32($0 + 1)) }
    let window = noise(size, seed: 99)
    let wide = window.map { Double($0) / 3 }
    let single = spread(frames, window, spacing)
    let double = spread(frames, wide, spacing)
    for sample in 0..<size {
      for lane in 0..<Lanes.count {
        let place = sample * spacing * Lanes.count + lane
        #expect(single[place] == frames[lane][sample] * window[sample])
        #expect(double[place] == Double(frames[lane][sample]) * wide[sample])
        if spacing == 2 {
          #expect(single[place + Lanes.count] == 0 && double[place + Lanes.count] == 0)
        }
      }
    }
  }

  private func spread<Scalar: LaneScalar>(
    _ frames: [[Float]], _ window: [Scalar], _ spacing: Int
  ) -> [Scalar] {
    let joined = frames.flatMap { $0 }
    var rows = AlignedBuffer([Scalar](repeating: .nan, count: window.count * spacing * Lanes.count))
    joined.withUnsafeBufferPointer { joined in
      let starts = frames.indices.map { joined.baseAddress! + $0 * window.count }
      rows.withPointer {
        Scalar.laneKernels.frames(starts, window, Int64(window.count), Int64(spacing), $0)
      }
    }
    return (0..<rows.count).map { rows[$0] }
  }

  @Test(arguments: sizes) func factorsMakeUpThePoints(points: Int) {
    let factors = FourierFactors(points)
    #expect(factors.radices.reduce(1, *) == points)
    #expect(factors.radices.allSatisfy { [2, 4, 8].contains($0) || !$0.isMultiple(of: 2) })
    #expect(factors.places.sorted() == Array(0..<points))
  }

  /// Against the sum that defines it, in double.
  @Test(arguments: sizes) func transformOfEveryLane(points: Int) {
    let factors = FourierFactors(points)
    let numbers = noise(2 * points * Lanes.count)
    let single = transformed(numbers, factors)
    let double = transformed(numbers.map { Double($0) }, factors)
    for lane in [0, 5, 15] {
      for frequency in 0..<points {
        var (real, imaginary) = (0.0, 0.0)
        for k in 0..<points {
          let turn = 2 * (k * frequency % points)
          let (c, s) = (factors.roots[turn], factors.roots[turn + 1])
          let x = Double(numbers[2 * k * Lanes.count + lane])
          let y = Double(numbers[(2 * k + 1) * Lanes.count + lane])
          real += x * c - y * s
          imaginary += x * s + y * c
        }
        let place = 2 * factors.places[frequency] * Lanes.count + lane
        let size = Double(points).squareRoot()
        #expect(abs(Double(single[place]) - real) < 8e-7 * size)
        #expect(abs(Double(single[place + Lanes.count]) - imaginary) < 8e-7 * size)
        #expect(abs(double[place] - real) < 2e-14 * size)
        #expect(abs(double[place + Lanes.count] - imaginary) < 2e-14 * size)
      }
    }
  }

  private func transformed<Scalar: LaneScalar>(
    _ numbers: [Scalar], _ factors: FourierFactors
  ) -> [Scalar] {
    var rows = AlignedBuffer(numbers)
    var scratch = AlignedBuffer<Scalar>(count: 2 * (factors.radices.max() ?? 1) * Lanes.count)
    rows.withPointer { rows in
      scratch.withPointer { scratch in
        Scalar.laneKernels.transform(
          rows, Int64(factors.places.count), factors.radices.map { Int32($0) },
          Int64(factors.radices.count), factors.roots.map { Scalar($0) }, scratch)
      }
    }
    return (0..<rows.count).map { rows[$0] }
  }

  @Test func aFrameGivesTheSameBitsInEveryLane() {
    for spectrum in spectra(window: noise(400).map { Double($0) }) {
      let (one, other) = (noise(400, seed: 5), noise(400, seed: 6))
      let first = power(spectrum, [one] + [[Float]](repeating: other, count: Lanes.count - 1))
      for lane in 1..<Lanes.count {
        var frames = [[Float]](repeating: other, count: Lanes.count)
        frames[lane] = one
        let moved = power(spectrum, frames)
        for bin in 0...200 { #expect(moved[bin * Lanes.count + lane] == first[bin * Lanes.count]) }
      }
    }
  }

  private func spectra(window: [Double]) -> [any PowerSpectrum] {
    [LanePowerSpectrum<Float>(window: window), LanePowerSpectrum<Double>(window: window)]
  }

  private func power(_ spectrum: any PowerSpectrum, _ frames: [[Float]]) -> [Float] {
    let joined = frames.flatMap { $0 }
    var power = AlignedBuffer<Float>(count: (frames[0].count / 2 + 1) * Lanes.count)
    joined.withUnsafeBufferPointer { joined in
      let starts = frames.indices.map { joined.baseAddress! + $0 * frames[0].count }
      power.withPointer { spectrum.power(of: starts, into: $0) }
    }
    return (0..<power.count).map { power[$0] }
  }
}

extension AlignedBuffer {
  init(_ elements: [Element]) {
    self.init(count: elements.count)
    withMutableSpan { for index in elements.indices { $0[index] = elements[index] } }
  }

  subscript(index: Int) -> Element { withSpan { $0[index] } }

  mutating func withPointer(_ body: (UnsafeMutablePointer<Element>) -> Void) {
    withMutableSpan { $0.withUnsafeMutableBufferPointer { body($0.baseAddress!) } }
  }
}

@Suite struct LibraryPowerSpectrumTests {
  @Test func takesSizesWithALargePrimeFactorInSinglePrecision() {
    for size in [17, 34, 331, 1_021, 2_042, 44_101] {
      #expect(SpectrogramSettings(fftSize: size).goesThroughLibrary)
      #expect(!SpectrogramSettings(fftSize: size, precision: .double).goesThroughLibrary)
    }
    for size in [1, 2, 13, 169, 400, 1_024, 2_002] {
      #expect(!SpectrogramSettings(fftSize: size).goesThroughLibrary)
    }
  }

  /// The same frames through our own transform in double precision.
  @Test(arguments: [34, 331, 1_021, 2_042]) func equalsOurOwnTransform(size: Int) throws {
    let samples = noise(5_000, seed: 5)
    var settings = SpectrogramSettings(
      fftSize: size, windowLength: size - 3, hopLength: 100, frequency: .linear, scaling: .linear)
    let single = try render(samples, settings)
    settings.precision = .double
    let double = try render(samples, settings)
    let loudest = double.max()!
    #expect(zip(single, double).allSatisfy { abs($0 - $1) < 2e-6 * loudest })
  }
}
