import ConeDNN
import Networks

/// A convolution of a plan.
struct PlannedConvolution {
  let layer: String
  let shape: ConvolutionShape
  let primitive: ConvolutionPrimitive
}

/// What a convolution's primitive does as well, in a trained network.
struct FusedWork {
  var adds = false
  var function: Activation.Function?
}

extension Planner {
  /// Plans a convolution's primitive, its algorithms by the rule.
  /// - Parameter fused: nil in training.
  func primitive(
    of layer: Convolution, _ x: Features, fused: FusedWork? = nil
  ) throws -> ConvolutionPrimitive {
    let shape = ConvolutionShape(
      batch: batch, inputs: x.channels, outputs: layer.channels, height: x.height, width: x.width,
      kernel: layer.kernel, stride: layer.stride, padding: layer.padding,
      dilation: layer.dilation, groups: layer.groups, isFirst: x.isInput)
    let primitive = try ConvolutionPrimitive(
      layer: layer.name, shape: description(of: shape, layer, fused))
    add(PlannedConvolution(layer: layer.name, shape: shape, primitive: primitive))
    return primitive
  }

  private func description(
    of shape: ConvolutionShape, _ layer: Convolution, _ fused: FusedWork?
  ) throws -> od_convolution_shape {
    let lanes = lanes(of: shape.outputs)
    let inputs = shape.isFirst ? inputPlanes : wholeBlocks(shape.inputs, of: lanes)
    let outputs = wholeBlocks(shape.outputs, of: lanes)
    func code(_ pass: ConvolutionPass) -> od_algorithm {
      let algorithm = rule.algorithm(for: shape, pass: pass, precision: precision)
      return algorithm == .direct ? OD_DIRECT : OD_WINOGRAD
    }
    return od_convolution_shape(
      batch: Int32(batch), in_channels: Int32(inputs), out_channels: Int32(outputs),
      height: Int32(shape.height), width: Int32(shape.width), kernel: Int32(shape.kernel),
      stride: Int32(shape.stride), padding: Int32(shape.padding), lanes: Int32(lanes),
      dilation: Int32(shape.dilation), groups: Int32(try paddedGroups(of: shape, layer)),
      type: precision == .float32 ? OD_FLOAT32 : OD_BFLOAT16,
      algorithm: (code(.forward), code(.backwardData), code(.backwardWeights)),
      scratch_limit: 2 * largeBytes, training: fused == nil, plain_input: shape.isFirst,
      bias: fused != nil || layer.bias, add: fused?.adds ?? false,
      activation: fused?.function?.code ?? OD_NONE)
  }

  /// The groups with those of the padding, which depthwise convolutions have.
  private func paddedGroups(of shape: ConvolutionShape, _ layer: Convolution) throws -> Int {
    let groups = shape.groups
    if groups == 1 { return 1 }
    let lanes = lanes(of: shape.outputs)
    if groups == shape.inputs, groups == shape.outputs { return padded(groups) }
    guard shape.inputs % (groups * lanes) == 0, shape.outputs % (groups * lanes) == 0 else {
      throw EngineError.convolution(
        layer: layer.name,
        reason: "groups of \(shape.inputs / groups) and \(shape.outputs / groups) channels don't "
          + "fill blocks of \(lanes)")
    }
    return groups
  }
}

extension Activation.Function {
  fileprivate var code: od_activation {
    switch self {
    case .relu: OD_RELU
    case .hardSwish: OD_HARD_SWISH
    case .sigmoid, .gelu: preconditionFailure("no convolution takes in \(self)")
    }
  }
}
