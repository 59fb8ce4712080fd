import CKernels
import Glibc
import Numerics
import Testing

/// Every kernel against what it computes, written plainly in float64.
@Suite struct BlockedKernelTests {
  private let height = 7
  private let width = 9
  private var pixels: Int { height * width }

  @Test(arguments: Kernels.all)
  private func statisticsAreMeanAndSquares(kernels: Kernels) {
    // Far from zero, where a plain sum of squares would lose its digits; more than one run.
    let count = 1001
    let x = kernels.random(count * kernels.lanes, seed: 1).map { $0 == 0 ? 0 : $0 / 4 + 64 }
    let block = Block(x, kernels)
    let results = UnsafeMutableRawPointer.allocate(byteCount: 256, alignment: 128)
      .bindMemory(to: Double.self, capacity: 32)
    defer { UnsafeMutableRawPointer(results).deallocate() }
    kernels.table.statistics(block.pointer, count, results, results + 16)
    let held = block.values
    for lane in 0..<kernels.lanes {
      let values = stride(from: lane, to: x.count, by: kernels.lanes).map { held[$0] }
      let expected = values.reduce(0, +) / Double(count)
      let square = values.reduce(0) { $0 + ($1 - expected) * ($1 - expected) }
      #expect(abs(results[lane] - expected) <= 1e-6 * max(1, abs(expected)))
      #expect(abs(results[16 + lane] - square) <= 1e-5 * max(square, 1e-3))
    }
  }

  @Test(arguments: Kernels.all, [false, true])
  private func normaliseAndItsGradient(kernels: Kernels, relu: Bool) {
    let lanes = kernels.lanes
    let x = kernels.random(pixels * lanes, seed: 1)
    let dy = kernels.random(pixels * lanes, seed: 2)
    let (scale, shift) = (Channels(lanes, seed: 3), Channels(lanes, seed: 4))
    let affine = affine(scale, shift, relu: relu)
    func z(_ index: Int) -> Double {
      x[index] * scale.values[index % lanes] + shift.values[index % lanes]
    }

    let expected = x.indices.map { relu ? max(z($0), 0) : z($0) }
    for stream in [false, true] {
      let y = Block(zeros: x.count, kernels)
      kernels.table.relu_norm.normalise(
        Block(x, kernels).pointer, y.pointer, pixels, affine, stream)
      expectNear(y.values, expected, kernels.tolerance)
      expectPaddingIsZero(y)
    }

    let dz = x.indices.map { !relu || z($0) > 0 ? dy[$0] : 0 }
    expectSums(kernels, x: x, dz: dz) { xs, mean, sum, product in
      kernels.table.relu_norm.normalise_backward_sums(
        xs, Block(dy, kernels).pointer, pixels, affine, mean, sum, product)
    }
    expectGradient(kernels, x: x, dz: dz) { xs, gradient in
      kernels.table.relu_norm.normalise_backward(
        xs, Block(dy, kernels).pointer, xs, pixels, affine, gradient)
    }
  }

  @Test(arguments: Kernels.all)
  private func normaliseWithPoolingAndItsGradient(kernels: Kernels) {
    let lanes = kernels.lanes
    let x = kernels.random(pixels * lanes, seed: 1)
    let (rows, columns) = (height / 2, width / 2)
    let dy = kernels.random(rows * columns * lanes, seed: 2)
    let (scale, shift) = (Channels(lanes, seed: 3), Channels(lanes, seed: 4))
    let affine = affine(scale, shift, relu: true)
    func z(_ h: Int, _ w: Int, _ lane: Int) -> Double {
      x[(h * width + w) * lanes + lane] * scale.values[lane] + shift.values[lane]
    }

    var expected = [Double](repeating: 0, count: dy.count)
    var dz = [Double](repeating: 0, count: x.count)
    for h in 0..<2 * rows {
      for w in 0..<2 * columns {
        for lane in 0..<lanes {
          let pooled = (h / 2 * columns + w / 2) * lanes + lane
          expected[pooled] += max(z(h, w, lane), 0) / 4
          if z(h, w, lane) > 0 { dz[(h * width + w) * lanes + lane] = dy[pooled] / 4 }
        }
      }
    }
    let y = Block(zeros: dy.count, kernels)
    kernels.table.relu_norm.normalise_pool(
      Block(x, kernels).pointer, y.pointer, height, width, affine)
    expectNear(y.values, expected, kernels.tolerance)
    expectPaddingIsZero(y)
    expectSums(kernels, x: x, dz: dz) { xs, mean, sum, product in
      kernels.table.relu_norm.normalise_pool_backward_sums(
        xs, Block(dy, kernels).pointer, height, width, affine, mean, sum, product)
    }
    expectGradient(kernels, x: x, dz: dz) { xs, gradient in
      kernels.table.relu_norm.normalise_pool_backward(
        xs, Block(dy, kernels).pointer, xs, height, width, affine, gradient)
    }
  }

  @Test(arguments: Kernels.all)
  private func residualSumMaskAndAddition(kernels: Kernels) {
    let lanes = kernels.lanes
    let (x, other) = (
      kernels.random(pixels * lanes, seed: 1), kernels.random(pixels * lanes, seed: 2)
    )
    let (scale, shift) = (Channels(lanes, seed: 3), Channels(lanes, seed: 4))
    let y = Block(zeros: x.count, kernels)
    kernels.table.relu_norm.normalise_add(
      Block(x, kernels).pointer, Block(other, kernels).pointer, y.pointer, pixels,
      affine(scale, shift, relu: true))
    let expected = x.indices.map {
      max(x[$0] * scale.values[$0 % lanes] + shift.values[$0 % lanes] + other[$0], 0)
    }
    expectNear(y.values, expected, kernels.tolerance)
    expectPaddingIsZero(y)

    let dz = Block(other, kernels)
    kernels.table.relu.backward(Block(x, kernels).pointer, dz.pointer, dz.pointer, pixels)
    #expect(dz.values == x.indices.map { x[$0] > 0 ? other[$0] : 0 })

    let sum = Block(other, kernels)
    let rectified = Block(zeros: x.count, kernels)
    kernels.table.relu.forward(Block(x, kernels).pointer, rectified.pointer, pixels)
    #expect(rectified.values == x.map { max($0, 0) })

    kernels.table.add(Block(x, kernels).pointer, sum.pointer, sum.pointer, pixels)
    expectNear(sum.values, zip(x, other).map { $0 + $1 }, kernels.tolerance)
  }

  @Test(arguments: Kernels.all)
  private func functionsWithTheirSlopes(kernels: Kernels) {
    let lanes = kernels.lanes
    // From −6 to 6, so on both sides of hard-swish's bends.
    let x = kernels.random(pixels * lanes, seed: 1).map { 3 * $0 }
    let dy = kernels.random(pixels * lanes, seed: 2)
    func check(
      _ function: ck_function_kernels, _ f: (Double) -> Double, slope: (Double) -> Double
    ) {
      let (y, dx) = (Block(zeros: x.count, kernels), Block(zeros: x.count, kernels))
      let input = Block(x, kernels)
      function.forward(input.pointer, y.pointer, pixels)
      function.backward(input.pointer, Block(dy, kernels).pointer, dx.pointer, pixels)
      expectNear(y.values, input.values.map(f), kernels.tolerance)
      expectNear(
        dx.values, zip(input.values, dy).map { slope($0) * $1 }, 2 * kernels.tolerance)
    }
    check(kernels.table.hard_swish) {
      $0 * min(max($0 + 3, 0), 6) / 6
    } slope: {
      abs($0) <= 3 ? $0 / 3 + 0.5 : $0 > 0 ? 1 : 0
    }
    check(kernels.table.sigmoid) {
      1 / (1 + exp(-$0))
    } slope: { x in
      let s = 1 / (1 + exp(-x))
      return s * (1 - s)
    }
    check(kernels.table.gelu) {
      $0 * (1 + erf($0 / 2.squareRoot())) / 2
    } slope: {
      (1 + erf($0 / 2.squareRoot())) / 2 + $0 * exp(-$0 * $0 / 2) / (2 * Double.pi).squareRoot()
    }
  }

  @Test(arguments: Kernels.all)
  private func aNaNIsHandedOn(kernels: Kernels) {
    let lanes = kernels.lanes
    var x = kernels.random(4 * lanes, seed: 1)
    x[0] = .nan
    let (scale, shift) = (Channels(lanes, seed: 3), Channels(lanes, seed: 4))
    let y = Block(zeros: x.count, kernels)
    kernels.table.relu_norm.normalise(
      Block(x, kernels).pointer, y.pointer, 4, affine(scale, shift, relu: true), false)
    #expect(y.values[0].isNaN)
    let pooled = Block(zeros: lanes, kernels)
    kernels.table.relu_norm.normalise_pool(
      Block(x, kernels).pointer, pooled.pointer, 2, 2, affine(scale, shift, relu: true))
    #expect(pooled.values[0].isNaN)
  }

  private func affine(_ scale: Channels, _ shift: Channels, relu: Bool) -> ck_affine {
    ck_affine(scale: scale.pointer, shift: shift.pointer, floor: relu ? 0 : -.infinity)
  }

  private func expectPaddingIsZero(_ block: Block) {
    let lanes = block.kernels.lanes
    let padding = stride(from: lanes - 1, to: block.count, by: lanes)
    let values = block.values
    #expect(padding.allSatisfy { values[$0] == 0 })
    #expect(!block.isOverrun)
  }

  private func expectSums(
    _ kernels: Kernels, x: [Double], dz: [Double],
    by kernel: (
      UnsafeMutableRawPointer, UnsafePointer<Float>, UnsafeMutablePointer<Double>,
      UnsafeMutablePointer<Double>
    ) -> Void
  ) {
    let lanes = kernels.lanes
    let mean = Channels(lanes, seed: 5)
    let sums = UnsafeMutableRawPointer.allocate(byteCount: 256, alignment: 128)
      .bindMemory(to: Double.self, capacity: 32)
    defer { UnsafeMutableRawPointer(sums).deallocate() }
    kernel(Block(x, kernels).pointer, mean.pointer, sums, sums + 16)
    for lane in 0..<lanes {
      let places = Array(stride(from: lane, to: x.count, by: lanes))
      let sum = places.reduce(0) { $0 + dz[$1] }
      let product = places.reduce(0) { $0 + dz[$1] * (x[$1] - mean.values[lane]) }
      #expect(abs(sums[lane] - sum) < 1e-4)
      #expect(abs(sums[16 + lane] - product) < 1e-4)
    }
  }

  private func expectGradient(
    _ kernels: Kernels, x: [Double], dz: [Double],
    by kernel: (UnsafeMutableRawPointer, ck_normalisation_gradient) -> Void
  ) {
    let lanes = kernels.lanes
    let (mean, gain) = (Channels(lanes, seed: 5), Channels(lanes, seed: 6))
    let (slope, offset) = (Channels(lanes, seed: 7), Channels(lanes, seed: 8))
    let block = Block(x, kernels)
    kernel(
      block.pointer,
      ck_normalisation_gradient(
        mean: mean.pointer, gain: gain.pointer, slope: slope.pointer, offset: offset.pointer))
    let expected = x.indices.map { index in
      let lane = index % lanes
      return dz[index] * gain.values[lane] + (x[index] - mean.values[lane]) * slope.values[lane]
        + offset.values[lane]
    }
    expectNear(block.values, expected, kernels.tolerance)
    expectPaddingIsZero(block)
  }
}
