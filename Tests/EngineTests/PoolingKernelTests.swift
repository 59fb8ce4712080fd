import CKernels
import Numerics
import Testing

/// The kernels of pooling against what they compute, written plainly in float64.
@Suite struct PoolingKernelTests {
  private let height = 7
  private let width = 9
  private var pixels: Int { height * width }

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
}
