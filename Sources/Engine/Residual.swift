/// y = max(body(x) + shortcut(x), 0), as in a ResNet; the sum and the ReLU are part of the body's
/// last batch norm.
final class Residual: Layer {
  private let body: [any Layer]
  private let end: BatchNorm
  private let shortcut: [any Layer]

  init(body: [any Layer], end: BatchNorm, shortcut: [any Layer]) {
    self.body = body
    self.end = end
    self.shortcut = shortcut
  }

  func forward(_ x: Activation, _ plan: Planner) throws -> Activation {
    let inner = try body.forward(x, plan)
    return try end.forward(inner, addedTo: try shortcut.forward(x, plan), plan)
  }

  /// dx = that through the body + that through the shortcut.
  func backward(_ dy: Activation, _ plan: Planner) throws -> Activation? {
    // `end` leaves in dy the gradient of the sum, which is the shortcut's.
    let inner = end.backward(dy, plan)!
    guard let dx = try body.backward(inner, plan), let other = try shortcut.backward(dy, plan)
    else { return nil }
    let (kernels, team, planes, bytes) = (
      plan.kernels, plan.team, plan.planes(dx), plan.planeBytes(dx)
    )
    plan.add("residual", "backward", uses: [dx.tensor, other.tensor]) { arena, _ in
      team.forEach(planes) { plane in
        kernels.accumulate(
          arena[other.tensor] + plane * bytes, arena[dx.tensor] + plane * bytes, dx.pixels)
      }
    }
    return dx
  }
}

extension [any Layer] {
  func forward(_ x: Activation, _ plan: Planner) throws -> Activation {
    try reduce(x) { try $1.forward($0, plan) }
  }

  func backward(_ dy: Activation, _ plan: Planner) throws -> Activation? {
    var gradient: Activation? = dy
    for layer in reversed() {
      guard let dy = gradient else { return nil }
      gradient = try layer.backward(dy, plan)
    }
    return gradient
  }
}
