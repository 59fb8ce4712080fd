import Networks

/// What flows from layer to layer, of a whole batch: maps [batch, channels / lanes, height, width,
/// lanes], or vectors, which are float32 maps of one pixel: [batch, channels, with padding]; or
/// sequences of such: [batch, steps, channels, with padding].
///
/// Channels beyond the network's own, up to whole blocks, are padding and hold zeros.
struct Features {
  let tensor: Tensor
  let shape: FeatureShape
  let batch: Int
  /// Channels in a block.
  let lanes: Int
  /// Of a value.
  let bytes: Int
  /// The network's input, not blocked: [batch, planes, height, width].
  var isInput: Bool { inputPlanes != nil }
  /// Planes of a clip in it, those that stay zero included.
  var inputPlanes: Int?
  /// Whether anything that training changes comes before it.
  var wantsGradient = true
  /// Where computing it a second time for the backward pass is cheaper than keeping it.
  var recomputation: Recomputation?
  /// Where they are computed plane by plane as they are read; nil: they lie in memory.
  var function: PlaneFunction?
  /// Mean and squared distances from it, of each plane, where whoever wrote the features has them.
  var moments: PlaneSums?
  /// What the layer that made them wants of their gradient; in a gradient: what was made of it.
  var gradientSums: GradientSums?

  var channels: Int { shape.channels }
  var height: Int { if case .map(_, let height, _) = shape { height } else { 1 } }
  var width: Int { if case .map(_, _, let width) = shape { width } else { 1 } }
  /// Of a clip: those of a sequence, or the one vector.
  var steps: Int { if case .sequence(let steps, _) = shape { steps } else { 1 } }
  /// Vectors of all clips, or steps of all sequences.
  var rows: Int { batch * steps }
  var pixels: Int { height * width }
  var blocks: Int { (channels + lanes - 1) / lanes }
  /// Channels with those of the padding.
  var paddedChannels: Int { blocks * lanes }
  /// Blocks of channels of all clips, or of all their steps.
  var planes: Int { rows * blocks }
  var planeBytes: Int { pixels * lanes * bytes }
  /// From one clip to the next.
  var clipBytes: Int { (inputPlanes ?? steps * blocks) * planeBytes }
  var byteCount: Int { planes * planeBytes }

  /// The features as a backward pass reads them, in memory.
  func again(_ plan: Planner) throws -> Features { try recomputation?.stored(plan) ?? self }

  /// The same for a layer that reads them plane by plane.
  func planesAgain(_ plan: Planner) throws -> Features {
    try recomputation?.features(plan) ?? self
  }
}

/// Operations that compute features once more in the backward pass, planned when first asked for.
final class Recomputation {
  private let compute: (Planner) throws -> Features
  private var computed: Features?
  private var inMemory: Features?

  init(_ compute: @escaping (Planner) throws -> Features) {
    self.compute = compute
  }

  func features(_ plan: Planner) throws -> Features {
    if let computed { return computed }
    let features = try compute(plan)
    computed = features
    return features
  }

  func stored(_ plan: Planner) throws -> Features {
    if let inMemory { return inMemory }
    let features = plan.stored(try features(plan))
    inMemory = features
    return features
  }
}
