/// The maximum over windows: [batch, channels, height, width] → [batch, channels, height', width'].
final class MaxPooling: Layer {
  private let size, stride, padding: Int
  private var x: Activation!
  private var places: Tensor!

  init(size: Int, stride: Int, padding: Int) {
    self.size = size
    self.stride = stride
    self.padding = padding
  }

  func forward(_ x: Activation, _ plan: Planner) throws -> Activation {
    guard min(x.height, x.width) + 2 * padding >= size else {
      throw EngineError.shape(
        layer: "the max pooling", found: "\(x.height) x \(x.width)",
        expected: "at least \(size - 2 * padding) each way")
    }
    self.x = x
    let y = plan.activation(
      channels: x.channels, height: (x.height + 2 * padding - size) / stride + 1,
      width: (x.width + 2 * padding - size) / stride + 1)
    let (size, stride, padding, kernels, team) = (size, stride, padding, plan.kernels, plan.team)
    let (planes, xBytes, yBytes) = (plan.planes(x), plan.planeBytes(x), plan.planeBytes(y))
    let placeBytes = y.pixels * plan.lanes
    let places = plan.tensor(byteCount: planes * placeBytes)
    self.places = places
    plan.add("max pooling", "forward", uses: [x.tensor, y.tensor, places]) { arena, _ in
      team.forEach(planes) { plane in
        kernels.max_pool(
          arena[x.tensor] + plane * xBytes, arena[y.tensor] + plane * yBytes,
          (arena[places] + plane * placeBytes).assumingMemoryBound(to: UInt8.self), x.height,
          x.width, size, stride, padding)
      }
    }
    return y
  }

  /// dx = the sum of dy over the windows whose maximum x was.
  func backward(_ dy: Activation, _ plan: Planner) -> Activation? {
    let (x, places) = (x!, places!)
    let dx = plan.activation(channels: x.channels, height: x.height, width: x.width)
    let (size, stride, padding, kernels, team) = (size, stride, padding, plan.kernels, plan.team)
    let (planes, xBytes, yBytes) = (plan.planes(x), plan.planeBytes(x), plan.planeBytes(dy))
    let placeBytes = dy.pixels * plan.lanes
    plan.add("max pooling", "backward", uses: [dy.tensor, places, dx.tensor]) { arena, _ in
      team.forEach(planes) { plane in
        kernels.max_pool_backward(
          arena[dy.tensor] + plane * yBytes,
          (arena[places] + plane * placeBytes).assumingMemoryBound(to: UInt8.self),
          arena[dx.tensor] + plane * xBytes, x.height, x.width, size, stride, padding)
      }
    }
    return dx
  }
}
