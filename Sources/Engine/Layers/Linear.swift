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
    // Many rows are worth a product in tiles.
    if x.steps > 1 { return steps(x, y, weight: weight, bias: bias, layer: layer) }
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

  /// The same of sequences.
  private func steps(
    _ x: Features, _ y: Features, weight: Parameter, bias: Parameter?, layer: String
  ) -> Planned {
    let (inputs, outputs) = (x.paddedChannels, y.channels)
    add(layer, "forward", uses: [x.tensor, y.tensor]) { run, _ in
      run.team.forEach(x.rows, atLeast: leastRows) { part in
        ck_product(
          ck_matrix(run.row(x, part.lowerBound), step: inputs),
          ck_matrix(run.weights(weight), step: inputs).transposed, bias.map { run.weights($0) }, 0,
          run.row(y, part.lowerBound), y.paddedChannels, part.count, inputs, outputs)
      }
      run.clearPadding(of: y)
    }
    return Planned(y) { [self] dy in
      add(layer, "backward weights", uses: [x.tensor, dy.tensor]) { run, _ in
        run.addUpGradients(
          of: ck_matrix(run.floats(dy), step: dy.paddedChannels), outputs: outputs,
          with: ck_matrix(run.floats(x), step: inputs), inputs: inputs, rows: x.rows, weight, bias)
      }
      guard x.wantsGradient else { return nil }
      let dx = features(x.shape)
      add(layer, "backward data", uses: [dy.tensor, dx.tensor]) { run, _ in
        run.team.forEach(x.rows, atLeast: leastRows) { part in
          ck_product(
            ck_matrix(run.row(dy, part.lowerBound), step: dy.paddedChannels),
            ck_matrix(run.weights(weight), step: inputs), nil, 0, run.row(dx, part.lowerBound),
            inputs, part.count, outputs, inputs)
        }
      }
      return dx
    }
  }
}

/// Rows of a product that no thread should have fewer of.
private let leastRows = 24

extension Execution {
  /// The gradients of weights and bias: dw[o, i] = Σ over rows of dy[o] · x[i], db[o] = Σ over rows of dy[o].
  /// - Parameters:
  ///   - dy: [rows, outputs]
  ///   - x: [rows, inputs]
  func addUpGradients(
    of dy: ck_matrix, outputs: Int, with x: ck_matrix, inputs: Int, rows: Int,
    _ weight: Parameter, _ bias: Parameter?
  ) {
    team.forEach(outputs, atLeast: leastRows) { part in
      ck_product(
        dy.transposed.dropping(rows: part.lowerBound), x, nil, 0,
        gradient(weight) + part.lowerBound * inputs, inputs, part.count, rows, inputs)
    }
    guard let bias else { return }
    withUnsafePointer(to: Float(1)) { one in
      let ones = ck_matrix(values: one, row_step: 0, column_step: 0)
      ck_product(ones, dy, nil, 0, gradient(bias), 0, 1, rows, outputs)
    }
  }
}
