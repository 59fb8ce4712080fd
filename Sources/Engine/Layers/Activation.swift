import CKernels
import Networks

/// y = f(x), value by value, where no layer before it takes the function in.
extension Activation: PlannedLayer {
  func training(
    _ x: Features, _ rest: inout Following, _ plan: Planner
  ) throws -> Planned {
    let y = plan.features(x.shape, over: [x])
    plan.add(function.rawValue, "forward", uses: [x.tensor, y.tensor]) { run, _ in
      run.forEachPlane(of: x) { plane in
        run.kernels(for: x).function(function).forward(run[x, plane], run[y, plane], x.pixels)
      }
      if function.movesZero { run.clearPadding(of: y) }
    }
    return Planned(y) { dy in
      // A ReLU's slope is seen in its result, so that x need not be kept.
      function == .relu
        ? plan.gradient(of: function, at: y, dy, layer: function.rawValue)
        : plan.gradient(of: function, at: try x.again(plan), dy, layer: function.rawValue)
    }
  }
}

extension Planner {
  /// Plans dx = dy · f'(x).
  func gradient(
    of function: Activation.Function, at x: Features, _ dy: Features, layer: String
  ) -> Features {
    let dx = features(dy.shape, over: [dy])
    add(layer, "\(function.rawValue) backward", uses: [x.tensor, dy.tensor, dx.tensor]) { run, _ in
      run.forEachPlane(of: x) { plane in
        run.kernels(for: x).function(function).backward(
          run[x, plane], run[dy, plane], run[dx, plane], x.pixels)
      }
    }
    return dx
  }
}

extension Activation.Function {
  /// Whether f(0) is something else.
  fileprivate var movesZero: Bool { self == .sigmoid }
}

extension ck_blocked_kernels {
  fileprivate func function(_ function: Activation.Function) -> ck_function_kernels {
    switch function {
    case .relu: relu
    case .hardSwish: hard_swish
    case .sigmoid: sigmoid
    case .gelu: gelu
    }
  }
}
