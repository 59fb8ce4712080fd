/// The mean over 2 x 2 pixels, for inference, where no batch norm is left to do it on the way:
/// [batch, channels, height, width] → [batch, channels, height / 2, width / 2].
enum AveragePooling {
  static func forward(_ x: Activation, _ plan: Planner) throws -> Activation {
    guard min(x.height, x.width) >= 2 else {
      throw EngineError.shape(
        layer: "the average pooling", found: "\(x.height) x \(x.width)", expected: "at least 2 x 2")
    }
    let y = plan.activation(channels: x.channels, height: x.height / 2, width: x.width / 2)
    let (kernels, team, planes) = (plan.kernels, plan.team, plan.planes(x))
    let (xBytes, yBytes) = (plan.planeBytes(x), plan.planeBytes(y))
    plan.add("average pooling", "forward", uses: [x.tensor, y.tensor]) { arena, _ in
      team.forEach(planes) { plane in
        kernels.average_pool(
          arena[x.tensor] + plane * xBytes, arena[y.tensor] + plane * yBytes, x.height, x.width)
      }
    }
    return y
  }
}
