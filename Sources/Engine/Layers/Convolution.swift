import Networks

/// y = w * x: [batch, in, height, width] → [batch, out, height', width'].
extension Convolution: PlannedLayer {
  static var takesInput: Bool { true }
  static var takesPlanes: Bool { true }

  func training(
    _ x: Features, _ rest: inout Following, _ plan: Planner
  ) throws -> Planned {
    if isDepthwise(over: x) { return try depthwise(x, rest, plan) }
    if isOfSpectrogram(x, plan) { return try ofSpectrogram(x, rest, plan) }
    // Of both sides alike.
    let lanes = plan.lanes(of: channels)
    let own = x.lanes == lanes ? plan.stored(x) : x
    let x = plan.inBlocks(own, of: lanes)
    let primitive = try plan.primitive(of: self, x)
    let weight = plan.parameters.add(weight(inputs: x.channels), layout: .convolution(primitive))
    let bias =
      bias ? plan.parameters.add(biasVector, columns: plan.padded(channels)) : nil

    func forward(_ plan: Planner) throws -> Features {
      let y = plan.features(try output(of: x.shape))
      let packed = plan.packing(weight, of: primitive, for: .forward)
      plan.add(
        name, ConvolutionPass.forward.name, uses: [x.tensor, y.tensor] + packed.tensors,
        scratchBytes: primitive.scratchBytes(.forward)
      ) { run, scratch in
        try primitive.forward(
          run[x], weights: packed.weights(run), bias: bias.map { run.weights($0) }, run[y],
          scratch: scratch)
      }
      return y
    }
    var y = try forward(plan)
    if x.isInput, y.byteCount > plan.largeBytes { y.recomputation = Recomputation(forward) }

    return Planned(y) { dy in
      let x = plan.inBlocks(
        own.function == nil ? try own.again(plan) : try own.planesAgain(plan), of: lanes)
      // dw[o, i, r, s] = Σ over clips and pixels of dy[o] · x[i] moved by (r, s), db[o] = Σ dy[o]
      plan.add(
        name, ConvolutionPass.backwardWeights.name, uses: [x.tensor, dy.tensor],
        scratchBytes: primitive.scratchBytes(.backwardWeights)
      ) { run, scratch in
        try primitive.backwardWeights(
          run[x], run[dy], run.gradient(weight), bias: bias.map { run.gradient($0) },
          scratch: scratch)
      }
      guard x.wantsGradient else { return nil }

      // dx = dy * w, mirrored, with inputs and outputs exchanged
      let dx = plan.features(x.shape, lanes: lanes)
      let packed = plan.packing(weight, of: primitive, for: .backwardData)
      plan.add(
        name, ConvolutionPass.backwardData.name, uses: [dy.tensor, dx.tensor] + packed.tensors,
        scratchBytes: primitive.scratchBytes(.backwardData)
      ) { run, scratch in
        try primitive.backwardData(run[dy], weights: packed.weights(run), run[dx], scratch: scratch)
      }
      return plan.inBlocks(dx, of: own.lanes)
    }
  }

  /// With the batch norm, the sum and the function that follow:
  /// y = f(w·γ/σ * x + (b − mean)·γ/σ + β + shortcut).
  func inference(
    _ x: Features, _ rest: inout Following, _ plan: Planner
  ) throws -> Features {
    let norm = rest.take(BatchNorm.self)
    let sum = rest.takeSum()
    let function = sum?.function ?? rest.takeFunction { Self.fused.contains($0) }
    let shortcut = try sum?.shortcut(plan)
    let primitive = try plan.primitive(
      of: self, x, fused: FusedWork(adds: shortcut != nil, function: function))
    let folded = try FoldedWeights(self, norm, inputs: x.channels, primitive, plan)
    // The primitive adds to what lies in y.
    let y = plan.features(try output(of: x.shape), over: shortcut.map { [$0] } ?? [])
    plan.add(
      name, "forward", uses: [x.tensor, y.tensor] + (shortcut.map { [$0.tensor] } ?? []),
      scratchBytes: primitive.scratchBytes(.forward)
    ) { run, scratch in
      if let shortcut, run[shortcut] != run[y] {
        run[y].copyMemory(from: run[shortcut], byteCount: y.byteCount)
      }
      try primitive.forward(
        run[x], weights: folded.weights, bias: folded.bias, run[y], scratch: scratch)
    }
    return y
  }
}

extension Convolution {
  /// What a primitive can do after its sums.
  private static let fused: [Activation.Function] = [.relu, .hardSwish]
}

extension Planner {
  /// Plans the copy of the weights that a pass reads, where it cannot read the optimizer's.
  fileprivate func packing(
    _ weight: Parameter, of primitive: ConvolutionPrimitive, for pass: ConvolutionPass
  ) -> (tensors: [Tensor], weights: (Execution) -> UnsafeRawPointer) {
    let bytes = primitive.copyBytes(pass)
    guard bytes > 0 else { return ([], { run in UnsafeRawPointer(run.weights(weight)) }) }
    let copy = tensor(byteCount: bytes)
    add(primitive.layer, "packing", uses: [copy]) { run, _ in
      try primitive.pack(pass, run.weights(weight), run[copy])
    }
    return ([copy], { run in UnsafeRawPointer(run[copy]) })
  }
}
