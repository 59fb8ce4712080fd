import CKernels
import Networks

/// y = w · x + b: [batch, in] → [batch, out], or of each step.
extension Linear: PlannedLayer {
  func training(
    _ x: Features, _ rest: inout Following, _ plan: Planner
  ) throws -> Planned {
    let tensors = tensors(input: x.shape)
    return plan.linear(x, weight: tensors[0], bias: tensors[1], layer: name)
  }
}

extension Planner {
  /// Plans y = w · x + b, of vectors or of each step.
  /// - Parameters:
  ///   - weight: [outputs, inputs]
  ///   - bias: [outputs], or none
  func linear(
    _ x: Features, weight: TensorDescription, bias: TensorDescription?, layer: String
  ) -> Planned {
    let y = features(x.shape.with(channels: weight.shape[0]))
    let (rows, inputs, outputs) = (x.rows, x.paddedChannels, y.channels)
    let weight = parameters.add(weight, columns: inputs)
    let bias = bias.map { parameters.add($0, columns: outputs) }
    add(layer, "forward", uses: [x.tensor, y.tensor]) { run, _ in
      run.team.forEach(outputs, atLeast: 64) { part in
        ck_linear(
          run.floats(x), run.weights(weight), bias.map { run.weights($0) }, run.floats(y), rows,
          inputs, y.paddedChannels, part.lowerBound, part.upperBound)
      }
      run.clearPadding(of: y)
    }
    return Planned(y) { [self] dy in
      // dw[o, i] = Σ over rows of dy[o] · x[i], db[o] = Σ over rows of dy[o]
      add(layer, "backward weights", uses: [x.tensor, dy.tensor]) { run, _ in
        run.team.forEach(outputs, atLeast: 64) { part in
          ck_linear_backward_weights(
            run.floats(x), run.floats(dy), run.gradient(weight), bias.map { run.gradient($0) },
            rows, inputs, dy.paddedChannels, part.lowerBound, part.upperBound)
        }
      }
      guard x.wantsGradient else { return nil }
      // dx[i] = Σ over outputs of dy[o] · w[o, i]
      let dx = features(x.shape)
      add(layer, "backward data", uses: [dy.tensor, dx.tensor]) { run, _ in
        run.team.forEach(rows, atLeast: 8) { part in
          ck_linear_backward_data(
            run.weights(weight), run.floats(dy), run.floats(dx), inputs, outputs,
            dy.paddedChannels, part.lowerBound, part.upperBound)
        }
      }
      return dx
    }
  }
}
