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
  private func hardSwishAndSigmoidWithTheirSlopes(kernels: Kernels) {
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
  }

  @Test(arguments: Kernels.all, [(2, 2), (2, 1), (3, 4)])
  private func averagePoolingAndItsGradient(kernels: Kernels, size: (Int, Int)) {
    let lanes = kernels.lanes
    let (rows, columns) = (height / size.0, width / size.1)
    let x = kernels.random(pixels * lanes, seed: 1)
    let dy = kernels.random(rows * columns * lanes, seed: 2)
    var expected = [Double](repeating: 0, count: dy.count)
    var gradient = [Double](repeating: 0, count: x.count)
    for index in x.indices {
      let (pixel, lane) = (index / lanes, index % lanes)
      let (r, c) = (pixel / width / size.0, pixel % width / size.1)
      guard r < rows, c < columns else { continue }
      let out = (r * columns + c) * lanes + lane
      expected[out] += x[index] / Double(size.0 * size.1)
      gradient[index] = dy[out] / Double(size.0 * size.1)
    }
    let (y, dx) = (Block(zeros: dy.count, kernels), Block(zeros: x.count, kernels))
    kernels.table.average_pool(
      Block(x, kernels).pointer, y.pointer, height, width, size.0, size.1)
    kernels.table.average_pool_backward(
      Block(dy, kernels).pointer, dx.pointer, height, width, size.0, size.1)
    expectNear(y.values, expected, kernels.tolerance)
    expectNear(dx.values, gradient, kernels.tolerance)
    #expect(!y.isOverrun && !dx.isOverrun)
  }

  static let windows = [
    ck_windows(height: 3, width: 3, row_step: 2, column_step: 2, top: 1, left: 1),
    ck_windows(height: 2, width: 2, row_step: 2, column_step: 2, top: 0, left: 0),
    ck_windows(height: 3, width: 3, row_step: 1, column_step: 1, top: 1, left: 1),
    ck_windows(height: 2, width: 4, row_step: 1, column_step: 3, top: 0, left: 2),
  ]

  @Test(arguments: Kernels.all, windows.indices)
  private func maxPoolingAndItsGradient(kernels: Kernels, window: Int) {
    let lanes = kernels.lanes
    let s = Self.windows[window]
    let (rows, columns) = (
      (height + 2 * s.top - s.height) / s.row_step + 1,
      (width + 2 * s.left - s.width) / s.column_step + 1
    )
    let x = kernels.random(pixels * lanes, seed: 1)
    let dy = kernels.random(rows * columns * lanes, seed: 2)
    var (expected, gradient) = (
      [Double](repeating: -.infinity, count: dy.count), [Double](repeating: 0, count: x.count)
    )
    for r in 0..<rows {
      for c in 0..<columns {
        for lane in 0..<lanes {
          let out = (r * columns + c) * lanes + lane
          var place = 0
          let (top, left) = (r * s.row_step - s.top, c * s.column_step - s.left)
          for h in max(top, 0)..<min(top + s.height, height) {
            for w in max(left, 0)..<min(left + s.width, width) {
              let value = x[(h * width + w) * lanes + lane]
              guard value > expected[out] else { continue }
              expected[out] = value
              place = (h * width + w) * lanes + lane
            }
          }
          gradient[place] += dy[out]
        }
      }
    }
    let (y, dx) = (Block(zeros: dy.count, kernels), Block(zeros: x.count, kernels))
    var places = AlignedBuffer<UInt8>(count: dy.count)
    places.withMutableSpan { places in
      places.withUnsafeMutableBufferPointer { places in
        kernels.table.max_pool(
          Block(x, kernels).pointer, y.pointer, places.baseAddress!, height, width, s)
        kernels.table.max_pool_backward(
          Block(dy, kernels).pointer, places.baseAddress!, dx.pointer, height, width, s)
      }
    }
    #expect(y.values == expected)
    expectNear(dx.values, gradient, kernels.tolerance)
    #expect(!y.isOverrun && !dx.isOverrun)
  }

  @Test(arguments: Kernels.all)
  private func poolingOverTheWholeMapAndItsGradient(kernels: Kernels) {
    let lanes = kernels.lanes
    // The first two columns are alike, so that lanes share their maximum.
    var x = kernels.random(pixels * lanes, seed: 1)
    for h in 0..<height {
      for lane in 0..<lanes {
        x[(h * width + 1) * lanes + lane] = x[h * width * lanes + lane]
      }
    }
    let block = Block(x, kernels)
    let d = Channels(lanes, seed: 2)
    let result = Channels(lanes, seed: 0)
    let dx = Block(zeros: x.count, kernels)

    kernels.table.global_average_pool(block.pointer, result.pointer, pixels)
    for lane in 0..<lanes {
      let mean = stride(from: lane, to: x.count, by: lanes).reduce(0) { $0 + x[$1] }
      #expect(abs(Double(result.pointer[lane]) - mean / Double(pixels)) < 1e-5)
    }
    kernels.table.global_average_pool_backward(d.pointer, dx.pointer, pixels)
    expectNear(
      dx.values, x.indices.map { d.values[$0 % lanes] / Double(pixels) }, kernels.tolerance)

    kernels.table.time_frequency_pool(block.pointer, result.pointer, height, width)
    kernels.table.time_frequency_pool_backward(
      block.pointer, d.pointer, dx.pointer, height, width)
    var expected = [Double](repeating: 0, count: x.count)
    for lane in 0..<lanes {
      let means = (0..<width).map { w in
        (0..<height).reduce(0) { $0 + x[($1 * width + w) * lanes + lane] } / Double(height)
      }
      let most = means.max()!
      let shares = Double(means.count { abs($0 - most) < 1e-9 })
      let value = most + means.reduce(0, +) / Double(width)
      #expect(abs(Double(result.pointer[lane]) - value) < 1e-5)
      for w in 0..<width {
        let share = abs(means[w] - most) < 1e-9 ? 1 / shares : 0
        for h in 0..<height {
          expected[(h * width + w) * lanes + lane] =
            d.values[lane] * (share + 1 / Double(width)) / Double(height)
        }
      }
    }
    expectNear(dx.values, expected, kernels.tolerance)
    #expect(!dx.isOverrun)
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
