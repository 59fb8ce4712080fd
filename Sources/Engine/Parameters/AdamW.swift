import CKernels

/// AdamW (Loshchilov and Hutter 2019), as `torch.optim.AdamW` computes it.
package struct AdamW: Optimizer {
  package var weightDecay: Double
  package var beta1 = 0.9
  package var beta2 = 0.999
  package var epsilon = 1e-8

  package let stateNames = ["adamw.first_moment", "adamw.second_moment"]

  package init(weightDecay: Double) {
    self.weightDecay = weightDecay
  }

  package func update(
    learningRate: Double, decay: Double, step: Int
  ) -> (_ weights: Numbers, _ gradients: Numbers, _ state: [Numbers], _ count: Int) -> Double {
    let unbiased1 = 1 - power(beta1, step)
    let unbiased2 = 1 - power(beta2, step)
    let constants = ck_adamw(
      decay: Float(1 - learningRate * decay), rest1: Float(1 - beta1), beta2: Float(beta2),
      rest2: Float(1 - beta2), step_size: Float(learningRate / unbiased1),
      correction: Float(1 / unbiased2.squareRoot()), epsilon: Float(epsilon))
    return { weights, gradients, state, count in
      ck_adamw_update(weights, gradients, state[0], state[1], count, constants)
    }
  }

  /// By repeated squaring: libm's pow may differ in the last bit from one machine to the next.
  private func power(_ base: Double, _ exponent: Int) -> Double {
    var (result, square, rest) = (1.0, base, exponent)
    while rest > 0 {
      if rest & 1 == 1 { result *= square }
      square *= square
      rest >>= 1
    }
    return result
  }
}
