import CKernels

/// Stochastic gradient descent with momentum, as `torch.optim.SGD` computes it: the decay is part of
/// the gradient.
package struct SGD: Optimizer {
  package var weightDecay: Double
  package var momentum: Double

  package let stateNames = ["sgd.momentum"]

  package init(weightDecay: Double, momentum: Double = 0.9) {
    self.weightDecay = weightDecay
    self.momentum = momentum
  }

  package func update(
    learningRate: Double, decay: Double, step: Int
  ) -> (_ weights: Numbers, _ gradients: Numbers, _ state: [Numbers], _ count: Int) -> Double {
    let (rate, decay, momentum) = (Float(learningRate), Float(decay), Float(momentum))
    return { weights, gradients, state, count in
      ck_sgd_update(weights, gradients, state[0], count, rate, decay, momentum)
    }
  }
}
