import CKernels

extension Parameters {
  /// Moves the averages of weights and running statistics towards what these are now, as
  /// `torch.optim.swa_utils.AveragedModel` does with `get_ema_multi_avg_fn` and buffers.
  /// - Parameters:
  ///   - kept: the share of the averages that stays
  ///   - step: counts from 1, where the averages begin as what there is
  func average(kept: Double, step: Int) {
    let (averages, weights) = (base(.averages), base(.weights))
    let kept: Float = step == 1 ? 0 : Float(kept)
    ck_average(averages, weights, count, kept)
    for running in statistics {
      if step == 1 {
        (running.averageMean, running.averageVariance) = (running.mean, running.variance)
      }
      for channel in 0..<running.channels {
        running.averageMean[channel] +=
          (running.mean[channel] - running.averageMean[channel]) * (1 - kept)
        running.averageVariance[channel] +=
          (running.variance[channel] - running.averageVariance[channel]) * (1 - kept)
      }
    }
  }
}
