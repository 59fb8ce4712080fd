import Engine
import Networks
import Numerics
import Testing

/// Each pass of a convolution alone, against the sums of its definition in float64.
@Suite struct ConvolutionTests {
  struct Case: CustomTestStringConvertible, Sendable {
    let shape: ConvolutionShape
    let algorithm: ConvolutionAlgorithm
    let precision: Precision
    let tolerance: Double
    var testDescription: String { "\(algorithm) \(precision) \(shape)" }
  }

  static let cases: [Case] = {
    let shapes = [
      ConvolutionShape(batch: 2, inputs: 32, outputs: 16, height: 9, width: 11),
      .init(batch: 3, inputs: 5, outputs: 19, height: 6, width: 7),
      .init(batch: 2, inputs: 16, outputs: 32, height: 8, width: 9, stride: 2),
      .init(
        batch: 2, inputs: 16, outputs: 20, height: 8, width: 10, kernel: 1, stride: 2, padding: 0),
      .init(batch: 2, inputs: 9, outputs: 12, height: 11, width: 9, padding: 2, dilation: 2),
      .init(
        batch: 2, inputs: 20, outputs: 20, height: 9, width: 10, kernel: 5, stride: 2, padding: 2,
        groups: 20),
      .init(batch: 2, inputs: 32, outputs: 64, height: 6, width: 5, groups: 2),
    ]
    return shapes.flatMap { shape in
      [
        Case(shape: shape, algorithm: .direct, precision: .float32, tolerance: 1e-6),
        Case(shape: shape, algorithm: .winograd, precision: .float32, tolerance: 1e-5),
        Case(shape: shape, algorithm: .direct, precision: .bfloat16, tolerance: 1e-2),
      ].filter { $0.precision == .float32 || Machine.current.hasBfloat16 }
    }
  }()

  @Test(arguments: cases)
  func passesAreTheSumsOfTheirDefinition(case kind: Case) throws {
    let shape = kind.shape
    let team = Team(threads: 2)
    let plain = PlainConvolution(shape)
    let x = random(shape.batch * shape.inputs * shape.height * shape.width, seed: 1)
    let w = random(
      shape.outputs * (shape.inputs / shape.groups) * shape.kernel * shape.kernel, seed: 2)
    let dy = random(shape.batch * shape.outputs * plain.rows * plain.columns, seed: 3)
    let (y, dx, dw) = try team.lead {
      let trial = try ConvolutionTrial(
        shape, precision: kind.precision, algorithm: kind.algorithm, team: team)
      return (
        try trial.forward(x: x, weights: w), try trial.backwardData(dy: dy, weights: w),
        try trial.backwardWeights(x: x, dy: dy)
      )
    }
    let expected = plain.passes(x: x, w: w, dy: dy)
    #expect(distance(y, expected.y) < kind.tolerance)
    #expect(distance(dx, expected.dx) < kind.tolerance)
    #expect(distance(dw, expected.dw) < kind.tolerance)
  }

  /// oneDNN reduces its threads' weight gradients in a fixed order.
  @Test(arguments: [ConvolutionAlgorithm.direct, .winograd], [1, 2, 3])
  func theSameThreadsGiveTheSameBits(algorithm: ConvolutionAlgorithm, threads: Int) throws {
    let shape = ConvolutionShape(
      batch: 8, inputs: 32, outputs: 32, height: 32, width: 43)
    let x = random(8 * 32 * 32 * 43, seed: 1)
    let dy = random(8 * 32 * 32 * 43, seed: 2)
    let team = Team(threads: threads)
    try team.lead {
      let trial = try ConvolutionTrial(
        shape, precision: .float32, algorithm: algorithm, team: team)
      let first = try trial.backwardWeights(x: x, dy: dy)
      for _ in 0..<3 {
        #expect(try trial.backwardWeights(x: x, dy: dy) == first)
      }
    }
  }

  /// Multiples of 1/8, which bf16 holds exactly.
  private func random(_ count: Int, seed: UInt64) -> [Float] {
    var stream = Philox(seed: seed, purpose: "convolution")
    return (0..<count).map { _ in Float(stream.uniform(below: 33) - 16) / 8 }
  }

  /// ‖a − b‖ / ‖b‖
  private func distance(_ a: [Float], _ b: [Double]) -> Double {
    let apart = zip(a, b).reduce(0) { $0 + (Double($1.0) - $1.1) * (Double($1.0) - $1.1) }
    return (apart / b.reduce(0) { $0 + $1 * $1 }).squareRoot()
  }
}

/// A convolution as seven loops.
private struct PlainConvolution {
  let shape: ConvolutionShape
  let rows, columns: Int

  init(_ shape: ConvolutionShape) {
    self.shape = shape
    let reach = shape.dilation * (shape.kernel - 1) + 1
    rows = (shape.height + 2 * shape.padding - reach) / shape.stride + 1
    columns = (shape.width + 2 * shape.padding - reach) / shape.stride + 1
  }

  func passes(
    x: [Float], w: [Float], dy: [Float]
  ) -> (y: [Double], dx: [Double], dw: [Double]) {
    var y = [Double](repeating: 0, count: dy.count)
    var dx = [Double](repeating: 0, count: x.count)
    var dw = [Double](repeating: 0, count: w.count)
    for clip in 0..<shape.batch {
      for output in 0..<shape.outputs {
        let (seen, made) = (shape.inputs / shape.groups, shape.outputs / shape.groups)
        for own in 0..<seen {
          let input = output / made * seen + own
          for row in 0..<rows {
            for column in 0..<columns {
              let at = ((clip * shape.outputs + output) * rows + row) * columns + column
              for r in 0..<shape.kernel {
                let h = row * shape.stride - shape.padding + r * shape.dilation
                guard 0..<shape.height ~= h else { continue }
                for s in 0..<shape.kernel {
                  let v = column * shape.stride - shape.padding + s * shape.dilation
                  guard 0..<shape.width ~= v else { continue }
                  let from = ((clip * shape.inputs + input) * shape.height + h) * shape.width + v
                  let tap =
                    ((output * seen + own) * shape.kernel + r) * shape.kernel + s
                  y[at] += Double(x[from]) * Double(w[tap])
                  dx[from] += Double(dy[at]) * Double(w[tap])
                  dw[tap] += Double(dy[at]) * Double(x[from])
                }
              }
            }
          }
        }
      }
    }
    return (y, dx, dw)
  }
}
