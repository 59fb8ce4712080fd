import CKernels
import Networks

/// The first convolution, of the spectrogram itself: y[c] = w[c] * x, by our own kernels where blocks may be
/// of 8 channels, since oneDNN has such a one for three planes alone.
extension Convolution {
  func isOfSpectrogram(_ x: Features, _ plan: Planner) -> Bool {
    x.isInput && plan.narrows && groups == 1 && !bias
  }

  func ofSpectrogram(_ x: Features, _ rest: Following, _ plan: Planner) throws -> Planned {
    let taps = kernel * kernel
    let lanes = plan.lanes(of: channels)
    let weight = plan.parameters.add(
      weight(inputs: 1), layout: .filters(channels: channels, taps: taps, lanes: lanes))
    let filter = filter(over: x)
    let filterCount = taps * lanes
    let needsMoments = rest.layers.first is BatchNorm

    func forward(_ plan: Planner) throws -> Features {
      var y = plan.features(try output(of: x.shape))
      if needsMoments { y.moments = PlaneSums(y, plan) }
      plan.add(
        name, ConvolutionPass.forward.name,
        uses: [x.tensor, y.tensor] + (y.moments.map { [$0.tensor] } ?? [])
      ) { [y] run, _ in
        run.forEachPlane(of: y) { plane in
          run.kernels(for: y).spectrogram_filter(
            run.spectrogram(x, plane / y.blocks),
            run.weights(weight) + plane % y.blocks * filterCount, run[y, plane], filter)
          if let (mean, squares) = y.moments?.pointers(run, plane) {
            run.kernels(for: y).statistics(run[y, plane], y.pixels, mean, squares)
          }
        }
      }
      return y
    }
    var y = try forward(plan)
    if y.byteCount > plan.largeBytes { y.recomputation = Recomputation(forward) }

    // dw[c, r, s] = Σ over clips and pixels of dy[c] · x moved by (r, s)
    return Planned(y, takesPlanes: true) { [y] dy in
      let shares = plan.tensor(floats: y.planes * filterCount)
      plan.add(
        name, ConvolutionPass.backwardWeights.name, uses: [x.tensor, shares] + dy.uses,
        scratchBytes: plan.team.threads * dy.bufferBytes
      ) { run, scratch in
        run.forEachPlane(of: y, buffers: scratch, dy.bufferBytes) { plane, buffer in
          run.kernels(for: y).spectrogram_filter_backward_weights(
            run.spectrogram(x, plane / y.blocks), run.plane(dy, plane, buffer),
            run.floats(shares) + plane * filterCount, filter)
        }
        run.sum(shares, rows: y.batch, columns: y.blocks * filterCount, to: run.gradient(weight))
      }
      return nil
    }
  }
}

extension Execution {
  /// One clip of the network's input, of a single plane.
  fileprivate func spectrogram(_ input: Features, _ clip: Int) -> UnsafeMutableRawPointer {
    self[input] + clip * input.pixels * input.bytes
  }
}
