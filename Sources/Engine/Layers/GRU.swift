import CKernels
import Networks

/// [batch, steps, in] → [batch, steps, 2 · features]: states on the way there, and on the way back.
extension GRU: PlannedLayer {
  func training(
    _ x: Features, _ rest: inout Following, _ plan: Planner
  ) throws -> Planned {
    let y = plan.features(try output(of: x.shape))
    let ways = directions(inputs: x.channels).enumerated().map { index, direction in
      GRUDirection(self, direction, isReverse: index == 1, x, plan)
    }
    plan.add(name, "forward", uses: [y.tensor] + ways.flatMap(\.forwardUses)) { run, _ in
      run.forEachPart(of: ways) { way, clips in way.forward(run, clips, to: y) }
      run.clearPadding(of: y)
    }
    return Planned(y) { dy in
      let gradients = ways.map { GRUGradient($0, plan) }
      plan.add(
        name, "backward",
        uses: [dy.tensor] + ways.flatMap(\.backwardUses) + gradients.flatMap(\.uses)
      ) { run, _ in
        run.forEachPart(of: gradients) { way, clips in way.backward(run, clips, from: dy) }
      }
      var sum: Features?
      for (way, gradient) in zip(ways, gradients) {
        way.planWeights(gradient, plan)
        guard let dx = try way.projection.backward(gradient.input) else { continue }
        sum = sum.map { plan.sum($0, dx, layer: name) } ?? dx
      }
      return sum
    }
  }
}

extension Execution {
  /// Shares out both directions, and each one's clips among threads: what a clip comes to does not depend on it.
  fileprivate func forEachPart<Way: GRUWay>(of ways: [Way], _ body: (Way, Range<Int>) -> Void) {
    let batch = ways[0].batch
    let parts = max(1, min(team.threads / ways.count, batch / 4))
    team.forEach(ways.count * parts) { index in
      let part = index % parts
      body(ways[index / parts], batch * part / parts..<batch * (part + 1) / parts)
    }
  }
}

/// What goes over the steps of all clips, one way.
private protocol GRUWay {
  var batch: Int { get }
}

/// One direction of a GRU.
private struct GRUDirection: GRUWay {
  let name: String
  let batch, steps, features: Int
  let isReverse: Bool
  /// W x + b of the inputs.
  let projection: Planned
  let weight, bias: Parameter
  /// In the order of their making, [steps + 1, batch, features with padding]; the first are zero.
  let states: Tensor
  /// [steps, batch, 4 · features]
  let kept: Tensor
  /// [batch, 3 · features]
  let hidden: Tensor
  /// Features with their padding.
  let stride: Int

  init(
    _ layer: GRU, _ direction: GRU.Direction, isReverse: Bool, _ x: Features, _ plan: Planner
  ) {
    (name, batch, steps, features) = (layer.name, x.batch, x.steps, layer.features)
    self.isReverse = isReverse
    projection = plan.linear(
      x, weight: direction.inputWeight, bias: direction.inputBias, layer: layer.name)
    stride = plan.padded(layer.features)
    weight = plan.parameters.add(direction.stateWeight, columns: stride)
    bias = plan.parameters.add(direction.stateBias, columns: 3 * features)
    states = plan.tensor(floats: (steps + 1) * batch * stride)
    kept = plan.tensor(floats: steps * batch * 4 * features)
    hidden = plan.tensor(floats: batch * 3 * features)
  }

  var forwardUses: [Tensor] { [projection.output.tensor, states, kept, hidden] }
  var backwardUses: [Tensor] { [states, kept] }

  /// The row of a sequence that a clip has at the step which comes so late.
  func row(_ clip: Int, _ order: Int) -> Int {
    clip * steps + (isReverse ? steps - 1 - order : order)
  }

  /// Where a row of the output has this direction.
  var place: Int { isReverse ? features : 0 }

  func state(_ run: Execution, _ clip: Int, before order: Int) -> UnsafeMutablePointer<Float> {
    run.floats(states) + (order * batch + clip) * stride
  }

  func kept(_ run: Execution, _ clip: Int, _ order: Int) -> UnsafeMutablePointer<Float> {
    run.floats(kept) + (order * batch + clip) * 4 * features
  }

  func forward(_ run: Execution, _ clips: Range<Int>, to y: Features) {
    let products = run.floats(hidden) + clips.lowerBound * 3 * features
    state(run, clips.lowerBound, before: 0).update(repeating: 0, count: clips.count * stride)
    for order in 0..<steps {
      ck_product(
        ck_matrix(state(run, clips.lowerBound, before: order), step: stride),
        ck_matrix(run.weights(weight), step: stride).transposed, run.weights(bias), 0, products,
        3 * features, clips.count, features, 3 * features)
      for clip in clips {
        let (row, after) = (row(clip, order), state(run, clip, before: order + 1))
        ck_gru_step(
          run.row(projection.output, row), products + (clip - clips.lowerBound) * 3 * features,
          state(run, clip, before: order), kept(run, clip, order), after, features)
        (after + features).update(repeating: 0, count: stride - features)
        (run.row(y, row) + place).update(from: after, count: features)
      }
    }
  }

  /// Plans dw = Σ over clips and steps of dhidden · the state before, db alike.
  func planWeights(_ gradient: GRUGradient, _ plan: Planner) {
    plan.add(name, "backward weights", uses: [states, gradient.hidden]) { run, _ in
      run.addUpGradients(
        of: ck_matrix(run.floats(gradient.hidden), step: 3 * features), outputs: 3 * features,
        with: ck_matrix(run.floats(states), step: stride), inputs: stride, rows: steps * batch,
        weight, bias)
    }
  }
}

/// The gradients of one direction.
private struct GRUGradient: GRUWay {
  private let way: GRUDirection
  /// Of W x + b.
  let input: Features
  /// Of W h + b, [steps, batch, 3 · features].
  let hidden: Tensor
  /// Of the state, [batch, features with padding].
  private let carried: Tensor

  var batch: Int { way.batch }
  var uses: [Tensor] { [input.tensor, hidden, carried] }

  init(_ way: GRUDirection, _ plan: Planner) {
    self.way = way
    input = plan.features(way.projection.output.shape)
    hidden = plan.tensor(floats: way.steps * way.batch * 3 * way.features)
    carried = plan.tensor(floats: way.batch * way.stride)
  }

  func backward(_ run: Execution, _ clips: Range<Int>, from dy: Features) {
    let (features, stride) = (way.features, way.stride)
    let state = run.floats(carried) + clips.lowerBound * stride
    state.update(repeating: 0, count: clips.count * stride)
    for order in (0..<way.steps).reversed() {
      let first = run.floats(hidden) + (order * batch + clips.lowerBound) * 3 * features
      for clip in clips {
        let (row, place) = (way.row(clip, order), clip - clips.lowerBound)
        ck_gru_step_backward(
          way.kept(run, clip, order), way.state(run, clip, before: order),
          run.row(dy, row) + way.place, run.row(input, row), first + place * 3 * features,
          state + place * stride, features)
      }
      ck_product(
        ck_matrix(first, step: 3 * features), ck_matrix(run.weights(way.weight), step: stride),
        state, stride, state, stride, clips.count, 3 * features, features)
    }
  }
}
