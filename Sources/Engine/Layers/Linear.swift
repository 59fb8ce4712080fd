import CKernels
import Networks

/// y = w · x + b: [batch, in] → [batch, out].
extension Linear: PlannedLayer {
  func training(
    _ x: Features, _ rest: inout Following, _ plan: Planner
  ) throws -> Planned {
    let y = plan.features(try output(of: x.shape))
    let (batch, inputs, outputs) = (x.batch, x.paddedChannels, y.channels)
    let tensors = tensors(input: x.shape)
    let weight = plan.parameters.add(tensors[0], columns: inputs)
    let bias = plan.parameters.add(tensors[1], columns: outputs)
    plan.add(name, "forward", uses: [x.tensor, y.tensor]) { run, _ in
      run.team.forEach(outputs, atLeast: 64) { part in
        ck_linear(
          run.floats(x), run.weights(weight), run.weights(bias), run.floats(y), batch, inputs,
          y.paddedChannels, part.lowerBound, part.upperBound)
      }
      for row in 0..<batch {
        (run.floats(y) + row * y.paddedChannels + outputs).update(
          repeating: 0, count: y.paddedChannels - outputs)
      }
    }
    return Planned(y) { dy in
      // dw[o, i] = Σ over clips of dy[o] · x[i], db[o] = Σ over clips of dy[o]
      plan.add(name, "backward weights", uses: [x.tensor, dy.tensor]) { run, _ in
        run.team.forEach(outputs, atLeast: 64) { part in
          ck_linear_backward_weights(
            run.floats(x), run.floats(dy), run.gradient(weight), run.gradient(bias), batch,
            inputs, dy.paddedChannels, part.lowerBound, part.upperBound)
        }
      }
      guard x.wantsGradient else { return nil }
      // dx[i] = Σ over outputs of dy[o] · w[o, i]
      let dx = plan.features(x.shape)
      plan.add(name, "backward data", uses: [dy.tensor, dx.tensor]) { run, _ in
        run.team.forEach(batch, atLeast: 8) { part in
          ck_linear_backward_data(
            run.weights(weight), run.floats(dy), run.floats(dx), inputs, outputs,
            dy.paddedChannels, part.lowerBound, part.upperBound)
        }
      }
      return dx
    }
  }
}
