import Networks

/// Gives the values of a tensor by PyTorch's name, or throws if there is none of that shape.
package typealias TensorSource = (_ name: String, _ shape: [Int]) throws -> [Float]

/// Weights and bias of a trained convolution with the batch norm behind it folded in, as its
/// primitive reads them.
struct FoldedWeights {
  private let memory: Memory
  private let biasOffset: Int

  var weights: UnsafeRawPointer { UnsafeRawPointer(memory.base) }
  var bias: UnsafePointer<Float> {
    UnsafePointer((memory.base + biasOffset).assumingMemoryBound(to: Float.self))
  }

  init(
    _ layer: Convolution, _ norm: BatchNorm?, inputs: Int, _ primitive: ConvolutionPrimitive,
    _ plan: Planner
  ) throws {
    let source = plan.weights!
    let (channels, weight) = (layer.channels, layer.weight(inputs: inputs))
    var weights = try source(weight.name, weight.shape)
    let own = layer.bias ? try source(layer.biasVector.name, [channels]) : nil
    let (gain, offset) = try Self.affine(norm, channels: channels, source)

    let copyBytes = primitive.copyBytes(.forward)
    let unpackedBytes = primitive.weightsCount * MemoryLayout<Float>.stride
    biasOffset = Memory.aligned(max(copyBytes, unpackedBytes))
    memory = try Memory(
      byteCount: biasOffset + plan.padded(channels) * MemoryLayout<Float>.stride)
    let bias = (memory.base + biasOffset).assumingMemoryBound(to: Float.self)
    for channel in 0..<channels {
      bias[channel] = Float(Double(own?[channel] ?? 0) * gain[channel] + offset[channel])
    }
    let filter = weights.count / channels
    weights.withUnsafeMutableBufferPointer { weights in
      let weights = weights.baseAddress!
      plan.team.forEach(channels) { channel in
        for index in channel * filter..<(channel + 1) * filter {
          weights[index] = Float(Double(weights[index]) * gain[channel])
        }
      }
    }

    if copyBytes == 0 {
      primitive.importing(
        weights, shape: weight.shape, to: memory.base.assumingMemoryBound(to: Float.self))
    } else {
      let unpacked = try Memory(byteCount: unpackedBytes)
      let floats = unpacked.base.assumingMemoryBound(to: Float.self)
      primitive.importing(weights, shape: weight.shape, to: floats)
      try primitive.pack(.forward, floats, memory.base)
    }
  }

  /// What batch norm multiplies by and adds, of each channel.
  private static func affine(
    _ norm: BatchNorm?, channels: Int, _ source: TensorSource
  ) throws -> (gain: [Double], offset: [Double]) {
    guard let norm else {
      return (
        [Double](repeating: 1, count: channels), [Double](repeating: 0, count: channels)
      )
    }
    return try norm.affine(channels: channels, source)
  }
}
