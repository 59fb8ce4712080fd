import CKernels

/// AdamW (Loshchilov and Hutter 2019), as `torch.optim.AdamW` computes it, decaying every
/// parameter.
package struct AdamW: Sendable {
  package var weightDecay: Double
  package var beta1 = 0.9
  package var beta2 = 0.999
  package var epsilon = 1e-8

  package init(weightDecay: Double) {
    self.weightDecay = weightDecay
  }

  /// Moves all weights against their gradients.
  /// - Parameter step: counts from 1.
  /// - Returns: the gradients' length, no finite number if one of them is none.
  func update(
    _ parameters: Parameters, learningRate: Double, step: Int, team: Team
  ) -> Double {
    let unbiased1 = 1 - power(beta1, step)
    let unbiased2 = 1 - power(beta2, step)
    let constants = ck_adamw(
      decay: Float(1 - learningRate * weightDecay), rest1: Float(1 - beta1), beta2: Float(beta2),
      rest2: Float(1 - beta2), step_size: Float(learningRate / unbiased1),
      correction: Float(1 / unbiased2.squareRoot()), epsilon: Float(epsilon))
    let chunk = 1 << 14
    var squares = [Double](repeating: 0, count: (parameters.count + chunk - 1) / chunk)
    squares.withUnsafeMutableBufferPointer { squares in
      // Each thread writes to elements of its own.
      nonisolated(unsafe) let squares = squares
      team.forEach(squares.count) { index in
        let first = index * chunk
        squares[index] = ck_adamw_update(
          parameters.base(.weights) + first, parameters.base(.gradients) + first,
          parameters.base(.firstMoments) + first, parameters.base(.secondMoments) + first,
          min(chunk, parameters.count - first), constants)
      }
    }
    return squares.reduce(0, +).squareRoot()
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
