import CKernels
import Networks

/// y = γ · (x − mean)/√(variance + epsilon) + β over the features of each step.
extension LayerNorm: PlannedLayer {
  func training(
    _ x: Features, _ rest: inout Following, _ plan: Planner
  ) throws -> Planned {
    let tensors = tensors(input: x.shape)
    let scale = plan.parameters.add(tensors[0], columns: x.channels)
    let shift = plan.parameters.add(tensors[1], columns: x.channels)
    let moments = plan.tensor(floats: 2 * x.rows)
    let y = plan.features(x.shape)
    plan.add(name, "forward", uses: [x.tensor, moments, y.tensor]) { run, _ in
      run.team.forEach(x.rows, atLeast: 16) { part in
        ck_layer_norm(
          run.floats(x), run.weights(scale), run.weights(shift), Float(epsilon), run.floats(y),
          run.floats(moments), x.channels, x.paddedChannels, part.lowerBound, part.upperBound)
      }
      run.clearPadding(of: y)
    }
    return Planned(y) { dy in
      plan.add(name, "backward weights", uses: [x.tensor, moments, dy.tensor]) { run, _ in
        run.team.forEach(x.channels, atLeast: 32) { part in
          ck_layer_norm_backward_weights(
            run.floats(x), run.floats(moments), run.floats(dy), run.gradient(scale),
            run.gradient(shift), x.rows, x.paddedChannels, part.lowerBound, part.upperBound)
        }
      }
      guard x.wantsGradient else { return nil }
      let dx = plan.features(x.shape)
      plan.add(name, "backward data", uses: [x.tensor, moments, dy.tensor, dx.tensor]) { run, _ in
        run.team.forEach(x.rows, atLeast: 16) { part in
          ck_layer_norm_backward(
            run.floats(x), run.floats(moments), run.weights(scale), run.floats(dy), run.floats(dx),
            x.channels, x.paddedChannels, part.lowerBound, part.upperBound)
        }
      }
      return dx
    }
  }
}
