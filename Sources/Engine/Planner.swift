import CKernels
import ConeDNN
import Networks

/// What a step does at one point: one pass of one layer, over the arena.
struct Operation {
  let layer: String
  let pass: String
  let body: (Arena) throws -> Void
}

/// Where the time of a plan's steps went.
package struct OperationTiming: Sendable {
  package let layer: String
  package let pass: String
  /// Of all steps so far.
  package private(set) var seconds = 0.0

  package init(layer: String, pass: String) {
    self.layer = layer
    self.pass = pass
  }

  /// Does `body`, and adds the time that it takes.
  package mutating func measure<Result>(_ body: () throws -> Result) rethrows -> Result {
    let begin = ContinuousClock.now
    defer { seconds += (ContinuousClock.now - begin) / .seconds(1) }
    return try body()
  }
}

/// A plan's operations over its arena, timed as they run.
struct Program {
  private let operations: [Operation]
  private(set) var timings: [OperationTiming]

  init(_ operations: some Sequence<Operation>) {
    self.operations = Array(operations)
    timings = self.operations.map { OperationTiming(layer: $0.layer, pass: $0.pass) }
  }

  mutating func run(_ arena: Arena) throws {
    for index in operations.indices {
      try timings[index].measure { try operations[index].body(arena) }
    }
  }
}

/// A convolution of a plan.
struct PlannedConvolution {
  let layer: String
  let shape: ConvolutionShape
  let primitive: ConvolutionPrimitive
}

/// Collects the operations of a step, and the memory that they need, before anything runs.
final class Planner {
  let batch: Int
  let precision: Precision
  let rule: ConvolutionRule
  let training: Bool
  let team: Team
  /// What takes more memory than this is done another way, where there is one that costs hardly more
  /// time: the first convolution's output, cheap as it is from a single plane, is computed again for
  /// the backward pass; and Winograd's transforms, which few activations lie beside, go over parts of
  /// a batch where they take twice as much.
  let largeBytes: Int
  let lanes = Machine.current.lanes
  /// Channels that the first convolution is planned for: oneDNN's AVX2 kernels know such layers
  /// with three alone.
  let inputPlanes = Machine.current.lanes == 16 ? 1 : 3
  let kernels: ck_blocked_kernels
  let parameters = Parameters()
  private(set) var operations: [Operation] = []
  private(set) var arena = ArenaPlanner()
  private(set) var convolutions: [PlannedConvolution] = []

  init(
    batch: Int, precision: Precision, rule: ConvolutionRule, training: Bool,
    largeBytes: Int = 128 << 20, team: Team
  ) throws {
    self.largeBytes = largeBytes
    guard precision == .float32 || Machine.current.hasBfloat16 else {
      throw EngineError.precision(precision, instructionSet: Machine.current.instructionSet)
    }
    self.batch = batch
    self.precision = precision
    self.rule = rule
    self.training = training
    self.team = team
    kernels = Machine.current.kernels(for: precision)
  }

  /// Adds an operation; what it reads keeps its memory until then.
  /// - Parameter scratchBytes: working memory of this operation alone.
  func add(
    _ layer: String, _ pass: String, uses tensors: [Tensor], scratchBytes: Int = 0,
    _ body: @escaping (Arena, _ scratch: UnsafeMutableRawPointer) throws -> Void
  ) {
    let scratch = tensor(byteCount: scratchBytes)
    for tensor in tensors + [scratch] { arena.use(tensor, at: operations.count) }
    operations.append(
      Operation(layer: layer, pass: pass) { arena in try body(arena, arena[scratch]) })
  }

  func tensor(byteCount: Int) -> Tensor { arena.tensor(byteCount: byteCount) }

  func tensor(floats count: Int) -> Tensor {
    tensor(byteCount: count * MemoryLayout<Float>.stride)
  }

  /// A tensor that lives from step to step, such as the input.
  func keptTensor(byteCount: Int) -> Tensor {
    let tensor = tensor(byteCount: byteCount)
    arena.keep(tensor)
    return tensor
  }

  func activation(channels: Int, height: Int, width: Int) -> Activation {
    let bytes = batch * padded(channels) * height * width * precision.byteCount
    return Activation(
      tensor: tensor(byteCount: bytes), channels: channels, height: height, width: width)
  }

  /// Plans a convolution's primitive, its algorithms by the rule.
  func convolution(
    layer: String, x: Activation, channels: Int, kernel: Int, stride: Int, padding: Int,
    fused: (bias: Bool, relu: Bool, add: Bool) = (false, false, false)
  ) throws -> ConvolutionPrimitive {
    let shape = ConvolutionShape(
      batch: batch, inputs: x.channels, outputs: channels, height: x.height, width: x.width,
      kernel: kernel, stride: stride, padding: padding, isFirst: x.isInput)
    var described = try describe(shape, layer: layer)
    (described.bias, described.relu, described.add) = fused
    let primitive = try ConvolutionPrimitive(layer: layer, shape: described)
    convolutions.append(PlannedConvolution(layer: layer, shape: shape, primitive: primitive))
    return primitive
  }

  private func describe(
    _ shape: ConvolutionShape, layer: String
  ) throws -> od_convolution_shape {
    guard min(shape.height, shape.width) + 2 * shape.padding >= shape.kernel else {
      throw EngineError.shape(
        layer: layer, found: "\(shape.height) x \(shape.width)",
        expected: "at least \(shape.kernel - 2 * shape.padding) each way")
    }
    let inputs = shape.isFirst ? inputPlanes : padded(shape.inputs)
    func code(_ pass: ConvolutionPass) -> od_algorithm {
      let algorithm = rule.algorithm(for: shape, pass: pass, precision: precision)
      return algorithm == .direct ? OD_DIRECT : OD_WINOGRAD
    }
    return od_convolution_shape(
      batch: Int32(batch), in_channels: Int32(inputs), out_channels: Int32(padded(shape.outputs)),
      height: Int32(shape.height), width: Int32(shape.width), kernel: Int32(shape.kernel),
      stride: Int32(shape.stride), padding: Int32(shape.padding), lanes: Int32(lanes),
      type: precision == .float32 ? OD_FLOAT32 : OD_BFLOAT16,
      algorithm: (code(.forward), code(.backwardData), code(.backwardWeights)),
      scratch_limit: 2 * largeBytes, training: training, plain_input: shape.isFirst, bias: false,
      relu: false, add: false)
  }

  /// Channels with those of the padding, whose values are zeros.
  func padded(_ channels: Int) -> Int { (channels + lanes - 1) / lanes * lanes }

  func paddedChannels(_ activation: Activation) -> Int { padded(activation.channels) }

  /// Bytes of all clips and channels.
  func bytes(_ activation: Activation) -> Int { planes(activation) * planeBytes(activation) }

  func blocks(_ activation: Activation) -> Int { padded(activation.channels) / lanes }

  func planes(_ activation: Activation) -> Int { batch * blocks(activation) }

  /// Bytes of one clip's one block of channels.
  func planeBytes(_ activation: Activation) -> Int {
    activation.pixels * lanes * precision.byteCount
  }
}

/// A batch of feature maps, [batch, channels / lanes, height, width, lanes].
struct Activation {
  var tensor: Tensor
  let channels: Int
  let height: Int
  let width: Int
  /// The network's input, not blocked: [batch, 1, height, width].
  var isInput = false
  /// Plans to compute it once more, where that is cheaper than keeping it until the backward pass.
  var recomputed: ((Planner) -> Activation)?

  var pixels: Int { height * width }
}

/// A layer that plans its two directions.
protocol Layer: AnyObject {
  /// Plans y from x.
  func forward(_ x: Activation, _ plan: Planner) throws -> Activation
  /// Plans the gradient of x from that of y, and those of the parameters; nil where x is the
  /// network's input.
  func backward(_ dy: Activation, _ plan: Planner) throws -> Activation?
}
