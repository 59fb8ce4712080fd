import Networks

/// y = body(x) + shortcut(x), and what function follows: the last layer of the body takes the sum in,
/// if it can.
extension Residual: PlannedLayer {
  static var takesInput: Bool { true }

  func training(
    _ x: Features, _ rest: inout Following, _ plan: Planner
  ) throws -> Planned {
    let shortcut = shortcut
    let sum = ResidualSum(function: rest.takeFunction { $0 == .relu }) { plan in
      try plan.training(shortcut, x)
    }
    let main = try plan.training(body, x, plus: sum)
    return Planned(main.output) { dy in
      // dx = that through the body + that through the shortcut
      let (through, beside) = (try main.backward(dy), try sum.backward())
      guard let dx = through, let other = beside else { return nil }
      return plan.sum(dx, other, layer: Residual.kind)
    }
  }

  func inference(
    _ x: Features, _ rest: inout Following, _ plan: Planner
  ) throws -> Features {
    let shortcut = shortcut
    let sum = ResidualSum(function: rest.takeFunction { $0 == .relu }) { plan in
      Planned(try plan.inference(shortcut, x)) { _ in nil }
    }
    return try plan.inference(body, x, plus: sum)
  }
}

/// The end of a residual's body: the shortcut is added, and a function follows.
///
/// Whoever takes it in plans the shortcut, and leaves the gradient of the sum.
final class ResidualSum {
  /// A ReLU, whose slope is seen in its result, or none.
  let function: Activation.Function?
  private let plan: (Planner) throws -> Planned
  private var shortcut: Planned?
  /// Of the sum, before the function.
  var gradient: Features?

  init(function: Activation.Function?, plan: @escaping (Planner) throws -> Planned) {
    self.function = function
    self.plan = plan
  }

  /// Plans what is added.
  func shortcut(_ planner: Planner) throws -> Features {
    let planned = try plan(planner)
    shortcut = planned
    return planner.blocked(planned.output)
  }

  /// Plans the gradient of the shortcut's input.
  func backward() throws -> Features? {
    try gradient.flatMap { try shortcut?.backward($0) }
  }

  /// The sum by itself, behind a layer that cannot take it in.
  func training(_ x: Features, _ plan: Planner) throws -> Planned {
    let sum = plan.sum(x, try shortcut(plan), layer: Residual.kind)
    guard let function else {
      return Planned(sum) { dy in
        self.gradient = dy
        return dy
      }
    }
    var rest = Following(layers: [])
    let activated = try Activation(function).training(sum, &rest, plan)
    return Planned(activated.output) { dy in
      self.gradient = try activated.backward(dy)
      return self.gradient
    }
  }

  func inference(_ x: Features, _ plan: Planner) throws -> Features {
    try training(x, plan).output
  }
}

extension Planner {
  /// Plans a + b, over one of them if no one reads that afterwards.
  func sum(_ a: Features, _ b: Features, layer: String) -> Features {
    let sum = features(a.shape, over: [a, b])
    add(layer, "sum", uses: [a.tensor, b.tensor, sum.tensor]) { run, _ in
      run.forEachPlane(of: sum) { plane in
        run.kernels(for: sum).add(run[a, plane], run[b, plane], run[sum, plane], sum.pixels)
      }
    }
    return sum
  }
}
