/// y = w * x without bias: [batch, in, height, width] → [batch, out, height', width'].
final class Convolution: Layer {
  private let name: String
  private let channels, kernel, stride, padding: Int
  private var primitive: ConvolutionPrimitive!
  private var weight: Parameter!
  private var x: Activation!

  init(name: String, channels: Int, kernel: Int, stride: Int, padding: Int) {
    self.name = name
    self.channels = channels
    self.kernel = kernel
    self.stride = stride
    self.padding = padding
  }

  func forward(_ x: Activation, _ plan: Planner) throws -> Activation {
    self.x = x
    let primitive = try plan.convolution(
      layer: name, x: x, channels: channels, kernel: kernel, stride: stride, padding: padding)
    let weight = plan.parameters.add(
      name + ".weight", shape: [channels, x.channels, kernel, kernel], role: .convolution,
      layout: .convolution(primitive))
    (self.primitive, self.weight) = (primitive, weight)
    var y = planForward(plan)
    if x.isInput, plan.bytes(y) > plan.largeBytes {
      y.recomputed = { [unowned self] plan in planForward(plan) }
    }
    return y
  }

  private func planForward(_ plan: Planner) -> Activation {
    let (x, primitive) = (x!, primitive!)
    let y = plan.activation(
      channels: channels, height: (x.height + 2 * padding - kernel) / stride + 1,
      width: (x.width + 2 * padding - kernel) / stride + 1)
    let packed = packing(.forward, plan)
    plan.add(
      name, ConvolutionPass.forward.name, uses: [x.tensor, y.tensor] + packed.tensors,
      scratchBytes: primitive.scratchBytes(.forward)
    ) { arena, scratch in
      try primitive.forward(
        arena[x.tensor], weights: packed.weights(arena), arena[y.tensor], scratch: scratch)
    }
    return y
  }

  func backward(_ dy: Activation, _ plan: Planner) throws -> Activation? {
    let (primitive, weight, parameters) = (primitive!, weight!, plan.parameters)
    let isFirst = x.isInput
    let x = x.recomputed?(plan) ?? x!

    // dw[o, i, r, s] = Σ over clips and pixels of dy[o] · x[i] moved by (r, s)
    plan.add(
      name, ConvolutionPass.backwardWeights.name, uses: [x.tensor, dy.tensor],
      scratchBytes: primitive.scratchBytes(.backwardWeights)
    ) { arena, scratch in
      try primitive.backwardWeights(
        arena[x.tensor], arena[dy.tensor], parameters[weight, .gradients], scratch: scratch)
    }
    guard !isFirst else { return nil }

    // dx = dy * w, mirrored, with inputs and outputs exchanged
    let dx = plan.activation(channels: x.channels, height: x.height, width: x.width)
    let packed = packing(.backwardData, plan)
    plan.add(
      name, ConvolutionPass.backwardData.name, uses: [dy.tensor, dx.tensor] + packed.tensors,
      scratchBytes: primitive.scratchBytes(.backwardData)
    ) { arena, scratch in
      try primitive.backwardData(
        arena[dy.tensor], weights: packed.weights(arena), arena[dx.tensor], scratch: scratch)
    }
    return dx
  }

  /// Plans the copy of the weights that a pass reads, where it cannot read the optimizer's.
  private func packing(
    _ pass: ConvolutionPass, _ plan: Planner
  ) -> (tensors: [Tensor], weights: (Arena) -> UnsafeRawPointer) {
    let (primitive, weight, parameters) = (primitive!, weight!, plan.parameters)
    let bytes = primitive.copyBytes(pass)
    guard bytes > 0 else {
      return ([], { _ in UnsafeRawPointer(parameters[weight, .weights]) })
    }
    let copy = plan.tensor(byteCount: bytes)
    plan.add(name, "packing", uses: [copy]) { arena, _ in
      try primitive.pack(pass, parameters[weight, .weights], arena[copy])
    }
    return ([copy], { arena in UnsafeRawPointer(arena[copy]) })
  }
}
