import CKernels

/// What ends a network: each feature map pooled to a number, dropout, and a linear layer;
/// [batch, channels, height, width] → logits [batch, outputs], float32 in either precision.
final class Head {
  enum Pooling {
    /// The mean over the height, then the maximum plus the mean over the width.
    case timeFrequency
    /// The mean over height and width.
    case average
  }

  private let name: String
  private let pooling: Pooling
  let outputs: Int
  private var x: Activation!
  private var features: Tensor!
  private var weight: Parameter!
  private var bias: Parameter!
  /// What dropout multiplies the features by, [batch, channels]: 0, or 1 over the share that stays.
  private(set) var dropout: Tensor!
  private(set) var logits: Tensor!
  /// The loss's gradient, [batch, outputs].
  private(set) var gradient: Tensor!

  init(name: String, pooling: Pooling, outputs: Int) {
    self.name = name
    self.pooling = pooling
    self.outputs = outputs
  }

  func forward(_ x: Activation, _ plan: Planner) {
    self.x = x
    let (pooling, outputs, parameters) = (pooling, outputs, plan.parameters)
    let (kernels, team, planes) = (plan.kernels, plan.team, plan.planes(x))
    let (bytes, lanes, batch, stride) = (
      plan.planeBytes(x), plan.lanes, plan.batch, plan.paddedChannels(x)
    )
    let weight = parameters.add(
      name + ".weight", shape: [outputs, x.channels], role: .linearWeight,
      layout: .rows(outputs, columns: x.channels, stride: stride))
    let bias = parameters.add(
      name + ".bias", shape: [outputs], role: .linearBias,
      layout: .rows(1, columns: outputs, stride: outputs))
    let features = plan.tensor(floats: batch * stride)
    let dropout = plan.keptTensor(byteCount: batch * stride * MemoryLayout<Float>.stride)
    let logits = plan.keptTensor(byteCount: batch * outputs * MemoryLayout<Float>.stride)
    (self.weight, self.bias, self.features) = (weight, bias, features)
    (self.dropout, self.logits) = (dropout, logits)

    plan.add(name, "forward", uses: [x.tensor, features, dropout, logits]) { arena, _ in
      let f = arena[floats: features]
      team.forEach(planes) { plane in
        let (map, feature) = (arena[x.tensor] + plane * bytes, f + plane * lanes)
        switch pooling {
        case .timeFrequency: kernels.time_frequency_pool(map, feature, x.height, x.width)
        case .average: kernels.global_average_pool(map, feature, x.pixels)
        }
      }
      let kept = arena[floats: dropout]
      for index in 0..<batch * stride { f[index] *= kept[index] }
      ck_linear(
        f, parameters[weight, .weights], parameters[bias, .weights], arena[floats: logits], batch,
        stride, outputs)
    }
  }

  func backward(_ plan: Planner) -> Activation {
    let (x, features, dropout) = (x!, features!, dropout!)
    let (weight, bias) = (weight!, bias!)
    let (pooling, outputs, parameters) = (pooling, outputs, plan.parameters)
    let (kernels, team, planes) = (plan.kernels, plan.team, plan.planes(x))
    let (bytes, lanes, batch, stride) = (
      plan.planeBytes(x), plan.lanes, plan.batch, plan.paddedChannels(x)
    )
    let dx = plan.activation(channels: x.channels, height: x.height, width: x.width)
    let gradient = plan.keptTensor(byteCount: batch * outputs * MemoryLayout<Float>.stride)
    self.gradient = gradient

    plan.add(
      name, "backward", uses: [gradient, x.tensor, features, dropout, dx.tensor],
      scratchBytes: batch * stride * MemoryLayout<Float>.stride
    ) { arena, scratch in
      let df = scratch.assumingMemoryBound(to: Float.self)
      ck_linear_backward(
        arena[floats: features], parameters[weight, .weights], arena[floats: gradient], df,
        parameters[weight, .gradients], parameters[bias, .gradients], batch, stride, outputs)
      let kept = arena[floats: dropout]
      for index in 0..<batch * stride { df[index] *= kept[index] }
      team.forEach(planes) { plane in
        let (map, d) = (arena[x.tensor] + plane * bytes, arena[dx.tensor] + plane * bytes)
        switch pooling {
        case .timeFrequency:
          kernels.time_frequency_pool_backward(map, df + plane * lanes, d, x.height, x.width)
        case .average:
          kernels.global_average_pool_backward(df + plane * lanes, d, x.pixels)
        }
      }
    }
    return dx
  }
}
