import CKernels
import Networks

/// Collects the operations of a step, and the memory that they need, before anything runs.
final class Planner {
  let batch: Int
  let precision: Precision
  let rule: ConvolutionRule
  let team: Team
  /// What takes more memory than this is done another way, where there is one that costs hardly more
  /// time: the first convolution's output, cheap as it is from a single plane, is computed again for
  /// the backward pass; and Winograd's transforms, which few activations lie beside, go over parts of
  /// a batch where they take twice as much.
  let largeBytes: Int
  /// Of a trained network that is only applied; nil where it is trained.
  let weights: TensorSource?
  private let widest = Machine.current.lanes
  let narrows: Bool
  /// Channels that the first convolution is planned for: oneDNN's AVX2 kernels know such layers with
  /// three alone.
  let inputPlanes: Int
  let parameters = Parameters()
  private(set) var operations: [Operation] = []
  private(set) var arena = ArenaPlanner()
  private(set) var convolutions: [PlannedConvolution] = []
  /// Whether batch norms go by their running statistics, which then stay as they are.
  var fixesStatistics = false
  /// What dropouts multiply by, in the order of the layers.
  var dropoutMasks: [Features] = []

  /// - Parameter narrows: whether blocks may be of 8 where of 16 a quarter and more would be padding: for
  ///   networks whose time is that of memory.
  init(
    batch: Int, precision: Precision, rule: ConvolutionRule, largeBytes: Int = 128 << 20,
    team: Team, weights: TensorSource? = nil, narrows: Bool = false
  ) throws {
    guard precision == .float32 || Machine.current.hasBfloat16 else {
      throw EngineError.precision(precision, instructionSet: Machine.current.instructionSet)
    }
    self.narrows = narrows && precision == .float32
    inputPlanes = widest == 16 || self.narrows ? 1 : 3
    self.batch = batch
    self.precision = precision
    self.rule = rule
    self.largeBytes = largeBytes
    self.team = team
    self.weights = weights
  }

  /// Adds an operation; what it uses keeps its memory until then.
  /// - Parameter scratchBytes: working memory of this operation alone.
  func add(
    _ layer: String, _ pass: String, uses tensors: [Tensor], scratchBytes: Int = 0,
    _ body: @escaping (Execution, _ scratch: UnsafeMutableRawPointer) throws -> Void
  ) {
    let scratch = tensor(byteCount: scratchBytes)
    for tensor in tensors + [scratch] { arena.use(tensor, at: operations.count) }
    operations.append(Operation(layer: layer, pass: pass) { run in try body(run, run[scratch]) })
  }

  func tensor(byteCount: Int) -> Tensor { arena.tensor(byteCount: byteCount) }

  func tensor(floats count: Int) -> Tensor {
    tensor(byteCount: count * MemoryLayout<Float>.stride)
  }

  /// - Parameters:
  ///   - replaced: what the operation that writes the features may write them over
  ///   - lanes: channels in a block; nil: as many as those channels have
  func features(
    _ shape: FeatureShape, over replaced: [Features] = [], lanes: Int? = nil
  ) -> Features {
    var bytes = precision.byteCount
    if !shape.isMap { bytes = MemoryLayout<Float>.stride }
    let lanes = lanes ?? self.lanes(of: shape.channels)
    let tensor = arena.tensor(
      byteCount: batch * wholeBlocks(shape.channels, of: lanes) * shape.pixels * bytes,
      over: replaced.map(\.tensor))
    return Features(tensor: tensor, shape: shape, batch: batch, lanes: lanes, bytes: bytes)
  }

  /// Features that live from step to step.
  func keptFeatures(_ shape: FeatureShape) -> Features {
    let features = features(shape)
    arena.keep(features.tensor)
    return features
  }

  /// The batch, [batch, planes, bands, frames].
  func input(bands: Int, frames: Int) -> Features {
    let input = unblocked(.map(channels: 1, height: bands, width: frames))
    keep(input)
    return input
  }

  /// A single map of each clip, as a first convolution takes it.
  func unblocked(_ shape: FeatureShape) -> Features {
    let bytes = precision.byteCount
    var features = Features(
      tensor: tensor(byteCount: batch * inputPlanes * shape.pixels * bytes), shape: shape,
      batch: batch, lanes: 1, bytes: bytes)
    features.inputPlanes = inputPlanes
    features.wantsGradient = false
    return features
  }

  /// In a block of features of so many channels.
  func lanes(of channels: Int) -> Int {
    guard narrows, widest == 16 else { return widest }
    let (wide, narrow) = (wholeBlocks(channels, of: 16), wholeBlocks(channels, of: 8))
    return 4 * (wide - narrow) >= wide ? 8 : 16
  }

  /// Channels with those of the padding, whose values are zeros.
  func padded(_ channels: Int) -> Int { wholeBlocks(channels, of: lanes(of: channels)) }

  /// Keeps what a step made for whoever reads it afterwards.
  func keep(_ features: Features) { arena.keep(features.tensor) }

  func add(_ convolution: PlannedConvolution) { convolutions.append(convolution) }

  /// Gives every tensor its place, once all operations are known.
  /// - Parameters:
  ///   - arenas: of the parameters
  ///   - averages: whether they have moving averages as well
  func execution(arenas: Int, averages: Bool = false) throws -> Execution {
    let arena = try arena.place()
    try parameters.allocate(arenas: arenas, averages: averages)
    try Memory.requireFree(arena.byteCount + parameters.byteCount)
    return Execution(
      arena: arena, team: team, kernels: Machine.current.kernels(for: precision),
      float32Kernels: Machine.current.kernels(for: .float32),
      narrowKernels: ck_blocked_float32(8).pointee, parameters: parameters)
  }
}

/// Channels with those of the padding in blocks of so many.
func wholeBlocks(_ channels: Int, of lanes: Int) -> Int { (channels + lanes - 1) / lanes * lanes }

extension FeatureShape {
  /// Places that each channel has a value at.
  fileprivate var pixels: Int {
    switch self {
    case .map(_, let height, let width): height * width
    case .sequence(let steps, _): steps
    case .vector: 1
    }
  }

  fileprivate var isMap: Bool { if case .map = self { true } else { false } }
}
