/// A convolution with the batch norm behind it folded into its weights, for inference:
/// y = max(w·γ/σ * x + β − mean·γ/σ + shortcut, 0).
struct FoldedConvolution {
  let name: String
  let channels, kernel, stride, padding: Int
  let batchNorm: String
  let relu: Bool

  /// - Parameters:
  ///   - shortcut: what is added before the ReLU; y takes its memory.
  ///   - weights: gives a tensor of PyTorch's name and shape.
  func forward(
    _ x: Activation, addedTo shortcut: Activation? = nil, _ plan: Planner, weights: TensorSource
  ) throws -> Activation {
    let primitive = try plan.convolution(
      layer: name, x: x, channels: channels, kernel: kernel, stride: stride, padding: padding,
      fused: (bias: true, relu: relu, add: shortcut != nil))
    let y =
      shortcut
      ?? plan.activation(
        channels: channels, height: (x.height + 2 * padding - kernel) / stride + 1,
        width: (x.width + 2 * padding - kernel) / stride + 1)
    let folded = try FoldedWeights(self, inputs: x.channels, primitive, plan, weights: weights)
    plan.add(
      name, "forward", uses: [x.tensor, y.tensor], scratchBytes: primitive.scratchBytes(.forward)
    ) { arena, scratch in
      try primitive.forward(
        arena[x.tensor], weights: folded.weights, bias: folded.bias, arena[y.tensor],
        scratch: scratch)
    }
    return y
  }
}

/// Gives the values of a tensor by PyTorch's name, or throws if there is none of that shape.
package typealias TensorSource = (_ name: String, _ shape: [Int]) throws -> [Float]

/// Weights and bias of a folded convolution, as its primitive reads them.
private struct FoldedWeights {
  private let memory: Memory
  private let biasOffset: Int

  var weights: UnsafeRawPointer { UnsafeRawPointer(memory.base) }
  var bias: UnsafePointer<Float> {
    UnsafePointer((memory.base + biasOffset).assumingMemoryBound(to: Float.self))
  }

  init(
    _ layer: FoldedConvolution, inputs: Int, _ primitive: ConvolutionPrimitive, _ plan: Planner,
    weights source: TensorSource
  ) throws {
    let (channels, norm) = (layer.channels, layer.batchNorm)
    let shape = [channels, inputs, layer.kernel, layer.kernel]
    var weights = try source(layer.name + ".weight", shape)
    let scale = try source(norm + ".weight", [channels])
    let shift = try source(norm + ".bias", [channels])
    let mean = try source(norm + ".running_mean", [channels])
    let variance = try source(norm + ".running_var", [channels])

    let copyBytes = primitive.copyBytes(.forward)
    let unpackedBytes = primitive.weightsCount * MemoryLayout<Float>.stride
    biasOffset = Memory.aligned(max(copyBytes, unpackedBytes))
    memory = try Memory(
      byteCount: biasOffset + plan.padded(channels) * MemoryLayout<Float>.stride)
    let bias = (memory.base + biasOffset).assumingMemoryBound(to: Float.self)
    let filter = weights.count / channels
    weights.withUnsafeMutableBufferPointer { weights in
      let weights = weights.baseAddress!
      plan.team.forEach(channels) { channel in
        let gain =
          Double(scale[channel]) / (Double(variance[channel]) + BatchNorm.epsilon).squareRoot()
        for index in channel * filter..<(channel + 1) * filter {
          weights[index] = Float(Double(weights[index]) * gain)
        }
        bias[channel] = Float(Double(shift[channel]) - Double(mean[channel]) * gain)
      }
    }

    if copyBytes == 0 {
      primitive.importing(
        weights, shape: shape, to: memory.base.assumingMemoryBound(to: Float.self))
    } else {
      let unpacked = try Memory(byteCount: unpackedBytes)
      let floats = unpacked.base.assumingMemoryBound(to: Float.self)
      primitive.importing(weights, shape: shape, to: floats)
      try primitive.pack(.forward, floats, memory.base)
    }
  }
}
