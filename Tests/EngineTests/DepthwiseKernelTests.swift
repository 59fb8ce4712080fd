import CKernels
import Testing

/// Depthwise convolution of a plane, against the sums of its definition in float64.
@Suite struct DepthwiseKernelTests {
  struct Shape: CustomTestStringConvertible, Sendable {
    let height, width, kernel, stride, padding, dilation: Int

    init(
      _ height: Int, _ width: Int, kernel: Int, stride: Int = 1, padding: Int, dilation: Int = 1
    ) {
      (self.height, self.width) = (height, width)
      (self.kernel, self.stride, self.padding) = (kernel, stride, padding)
      self.dilation = dilation
    }

    var rows: Int { outputs(height) }
    var columns: Int { outputs(width) }
    var filter: ck_filter {
      ck_filter(
        height: height, width: width, kernel: kernel, stride: stride, padding: padding,
        dilation: dilation)
    }
    var testDescription: String {
      "\(height)x\(width) by \(kernel)x\(kernel), stride \(stride), padding \(padding), "
        + "dilation \(dilation)"
    }

    private func outputs(_ size: Int) -> Int {
      (size + 2 * padding - dilation * (kernel - 1) - 1) / stride + 1
    }

    /// Calls body with output pixel, input pixel and tap, for each product.
    func forEachProduct(_ body: (_ out: Int, _ pixel: Int, _ tap: Int) -> Void) {
      for row in 0..<rows {
        for column in 0..<columns {
          for tap in 0..<kernel * kernel {
            let h = row * stride - padding + tap / kernel * dilation
            let w = column * stride - padding + tap % kernel * dilation
            guard 0..<height ~= h, 0..<width ~= w else { continue }
            body(row * columns + column, h * width + w, tap)
          }
        }
      }
    }
  }

  /// Narrower than the filter, wider than what is summed at once, odd ends, and all kernels that
  /// published networks have.
  static let shapes = [
    Shape(5, 7, kernel: 3, padding: 1), Shape(6, 71, kernel: 3, stride: 2, padding: 1),
    Shape(7, 34, kernel: 5, padding: 2), Shape(8, 13, kernel: 5, stride: 2, padding: 2),
    Shape(9, 11, kernel: 7, padding: 3), Shape(9, 66, kernel: 7, stride: 2, padding: 3),
    Shape(2, 3, kernel: 7, padding: 3), Shape(9, 40, kernel: 3, padding: 2, dilation: 2),
    Shape(8, 9, kernel: 4, stride: 3, padding: 0), Shape(1, 1, kernel: 1, padding: 0),
  ]

  @Test(arguments: Kernels.all, shapes)
  func passesAreTheSumsOfTheirDefinition(kernels: Kernels, shape: Shape) {
    let lanes = kernels.lanes
    let x = kernels.random(shape.height * shape.width * lanes, seed: 1)
    let dy = kernels.random(shape.rows * shape.columns * lanes, seed: 2)
    let float32 = Kernels(lanes: lanes, isBfloat16: false)
    let w = float32.random(shape.kernel * shape.kernel * lanes, seed: 3)
    var y = [Double](repeating: 0, count: dy.count)
    var dx = [Double](repeating: 0, count: x.count)
    var dw = [Double](repeating: 0, count: w.count)
    shape.forEachProduct { out, pixel, tap in
      for lane in 0..<lanes {
        let (o, i, t) = (out * lanes + lane, pixel * lanes + lane, tap * lanes + lane)
        y[o] += x[i] * w[t]
        dx[i] += dy[o] * w[t]
        dw[t] += dy[o] * x[i]
      }
    }
    let (xs, dys, ws) = (Block(x, kernels), Block(dy, kernels), Block(w, float32))
    let weights = ws.pointer.assumingMemoryBound(to: Float.self)
    let (ys, dxs) = (Block(zeros: y.count, kernels), Block(zeros: dx.count, kernels))
    let dws = Block(zeros: dw.count, float32)
    kernels.table.filter(xs.pointer, weights, ys.pointer, shape.filter)
    kernels.table.filter_backward_data(dys.pointer, weights, dxs.pointer, shape.filter)
    kernels.table.filter_backward_weights(
      xs.pointer, dys.pointer, dws.pointer.assumingMemoryBound(to: Float.self), shape.filter)
    expectNear(ys.values, y, kernels.tolerance)
    expectNear(dxs.values, dx, kernels.tolerance)
    expectNear(dws.values, dw, float32.tolerance)
    #expect(![ys, dxs, dws].contains { $0.isOverrun })
  }

  /// A plane that is not blocked, and which all channels read.
  @Test(arguments: Kernels.all, shapes)
  func filtersOfASpectrogramToo(kernels: Kernels, shape: Shape) {
    let lanes = kernels.lanes
    let x = kernels.random(shape.height * shape.width, seed: 1)
    let dy = kernels.random(shape.rows * shape.columns * lanes, seed: 2)
    let float32 = Kernels(lanes: lanes, isBfloat16: false)
    let w = float32.random(shape.kernel * shape.kernel * lanes, seed: 3)
    var y = [Double](repeating: 0, count: dy.count)
    var dw = [Double](repeating: 0, count: w.count)
    shape.forEachProduct { out, pixel, tap in
      for lane in 0..<lanes {
        y[out * lanes + lane] += x[pixel] * w[tap * lanes + lane]
        dw[tap * lanes + lane] += dy[out * lanes + lane] * x[pixel]
      }
    }
    let (xs, dys, ws) = (Block(x, kernels), Block(dy, kernels), Block(w, float32))
    let (ys, dws) = (Block(zeros: y.count, kernels), Block(zeros: dw.count, float32))
    kernels.table.spectrogram_filter(
      xs.pointer, ws.pointer.assumingMemoryBound(to: Float.self), ys.pointer, shape.filter)
    kernels.table.spectrogram_filter_backward_weights(
      xs.pointer, dys.pointer, dws.pointer.assumingMemoryBound(to: Float.self), shape.filter)
    expectNear(ys.values, y, kernels.tolerance)
    expectNear(dws.values, dw, float32.tolerance)
    #expect(![ys, dws].contains { $0.isOverrun })
  }
}
