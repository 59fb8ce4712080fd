import Foundation
import Fourier
import Testing

@Suite struct RealTransformTests {
  private func signal(_ size: Int) -> [Float] {
    (0..<size).map { Float(sin(Double($0 * $0 % 101))) }
  }

  @Test(arguments: [1, 2, 7, 97, 100, 331, 1_024]) func equalsTheDefinition(size: Int) {
    let signal = signal(size)
    let transform = RealTransform.of(size)
    var spectrum = [Complex](repeating: .zero, count: transform.bins)
    transform.spectrum(of: signal, into: &spectrum)
    for (bin, value) in spectrum.enumerated() {
      var sum = (0.0, 0.0)
      for (index, sample) in signal.enumerated() {
        let angle = -2 * Double.pi * Double(bin * index % size) / Double(size)
        sum.0 += Double(sample) * cos(angle)
        sum.1 += Double(sample) * sin(angle)
      }
      #expect(abs(Double(value.real) - sum.0) < 1e-4 && abs(Double(value.imaginary) - sum.1) < 1e-4)
    }
    var again = [Float](repeating: 0, count: size)
    transform.signal(of: &spectrum, into: &again)
    #expect(zip(again, signal).allSatisfy { abs($0 / Float(size) - $1) < 1e-5 })
  }

  @Test func manyThreadsPlanAndTransformAtOnce() async {
    let sums = await withTaskGroup(of: Float.self) { group in
      for task in 0..<64 {
        group.addTask {
          let transform = RealTransform.of(2_000 + task % 8)
          var spectrum = [Complex](repeating: .zero, count: transform.bins)
          let ones = [Float](repeating: 1, count: transform.size)
          transform.spectrum(of: ones, into: &spectrum)
          return spectrum[0].real - Float(transform.size)
        }
      }
      return await group.reduce(into: []) { $0.append($1) }
    }
    #expect(sums.allSatisfy { abs($0) < 1e-2 })
  }

  @Test func quickSizesAreFewAndLargeEnough() {
    for count in 1...5_000 {
      let size = SpectralFilter.quickSize(atLeast: count)
      #expect(size >= count && size < 2 * max(count, 8))
    }
    #expect(Set((1...5_000).map(SpectralFilter.quickSize)).count < 50)
  }
}
