import Networks
import Numerics

/// One convolution by itself: its passes on plain arrays, and how long they take.
///
/// Only while leading the team.
package final class ConvolutionTrial {
  /// The passes that it has.
  package let passes: [ConvolutionPass]

  private let primitive: ConvolutionPrimitive
  private let x, y: Operand
  private let weightsShape: [Int]
  private let weights: Memory
  private let gradient: Memory
  private let packed: Memory
  private let scratch: Memory

  package init(
    _ shape: ConvolutionShape, precision: Precision, algorithm: ConvolutionAlgorithm, team: Team,
    narrows: Bool = false
  ) throws {
    let plan = try Planner(
      batch: shape.batch, precision: precision, rule: .always(algorithm), largeBytes: .max / 2,
      team: team, narrows: narrows)
    let lanes = plan.lanes(of: shape.outputs)
    var source = plan.features(
      .map(channels: shape.inputs, height: shape.height, width: shape.width), lanes: lanes)
    source.inputPlanes = shape.isFirst ? plan.inputPlanes : nil
    primitive = try plan.primitive(
      of: Convolution(
        "the convolution", channels: shape.outputs, kernel: shape.kernel, stride: shape.stride,
        padding: shape.padding, dilation: shape.dilation, groups: shape.groups), source)
    passes = shape.isFirst ? [.forward, .backwardWeights] : ConvolutionPass.allCases
    x = try Operand(
      batch: shape.batch, channels: shape.inputs, height: shape.height, width: shape.width,
      lanes: lanes, isPlain: shape.isFirst, plan)
    y = try Operand(
      batch: shape.batch, channels: shape.outputs,
      height: shape.outputHeight, width: shape.outputWidth, lanes: lanes, plan)
    weightsShape = shape.weights
    let bytes = primitive.weightsCount * MemoryLayout<Float>.stride
    weights = try Memory(byteCount: bytes)
    gradient = try Memory(byteCount: bytes)
    packed = try Memory(byteCount: passes.map(primitive.copyBytes).max()!)
    scratch = try Memory(byteCount: passes.map(primitive.scratchBytes).max()!)
  }

  /// Whether a pass is computed by the algorithm that was asked for, and not by another for want of
  /// it.
  package func runs(_ algorithm: ConvolutionAlgorithm, in pass: ConvolutionPass) -> Bool {
    primitive.implementation(pass).contains("wino") == (algorithm == .winograd)
  }

  /// y `[batch, out, height', width']` of x `[batch, in, height, width]`.
  package func forward(x: [Float], weights: [Float]) throws -> [Float] {
    self.x.set(x)
    try setWeights(weights, for: .forward)
    try run(.forward)
    return y.values
  }

  package func backwardData(dy: [Float], weights: [Float]) throws -> [Float] {
    y.set(dy)
    try setWeights(weights, for: .backwardData)
    try run(.backwardData)
    return x.values
  }

  /// dw `[out, in, height, width]`.
  package func backwardWeights(x: [Float], dy: [Float]) throws -> [Float] {
    self.x.set(x)
    y.set(dy)
    try run(.backwardWeights)
    return primitive.exported(floats(gradient), shape: weightsShape)
  }

  /// The shortest of `repeats` runs of a pass, in s, after one that is not counted.
  package func seconds(_ pass: ConvolutionPass, repeats: Int) throws -> Double {
    try run(pass)
    return try (0..<repeats).map { _ in
      let begin = ContinuousClock.now
      try run(pass)
      return (ContinuousClock.now - begin) / .seconds(1)
    }.min()!
  }

  /// Random operands, so that a pass is timed on numbers of the usual kind.
  package func fillAtRandom() throws {
    var stream = Philox(seed: 1, purpose: "trial")
    func numbers(_ count: Int) -> [Float] {
      (0..<count).map { _ in Float(stream.uniform() - 0.5) }
    }
    x.set(numbers(x.count))
    y.set(numbers(y.count))
    let weights = numbers(weightsShape.reduce(1, *))
    try setWeights(weights, for: .forward)
  }

  private func setWeights(_ values: [Float], for pass: ConvolutionPass) throws {
    primitive.importing(values, shape: weightsShape, to: floats(weights))
    if primitive.copyBytes(pass) > 0 {
      try primitive.pack(pass, floats(weights), packed.base)
    }
  }

  private func run(_ pass: ConvolutionPass) throws {
    let weights = primitive.copyBytes(pass) > 0 ? packed.base : weights.base
    switch pass {
    case .forward:
      try primitive.forward(x.base, weights: weights, y.base, scratch: scratch.base)
    case .backwardData:
      try primitive.backwardData(y.base, weights: weights, x.base, scratch: scratch.base)
    case .backwardWeights:
      try primitive.backwardWeights(x.base, y.base, floats(gradient), scratch: scratch.base)
    }
  }

  private func floats(_ memory: Memory) -> UnsafeMutablePointer<Float> {
    memory.base.assumingMemoryBound(to: Float.self)
  }
}

/// A blocked activation that is filled from and read as [batch, channels, height, width].
private struct Operand {
  let count: Int
  private let batch, channels, pixels, lanes, blocks: Int
  private let precision: Precision
  private let memory: Memory

  init(
    batch: Int, channels: Int, height: Int, width: Int, lanes: Int, isPlain: Bool = false,
    _ plan: Planner
  ) throws {
    (self.batch, self.channels, pixels) = (batch, channels, height * width)
    self.lanes = isPlain ? 1 : lanes
    blocks = isPlain ? plan.inputPlanes : wholeBlocks(channels, of: lanes) / lanes
    precision = plan.precision
    count = batch * channels * height * width
    memory = try Memory(byteCount: batch * blocks * lanes * pixels * precision.byteCount)
  }

  var base: UnsafeMutableRawPointer { memory.base }

  func set(_ values: [Float]) {
    for index in 0..<count {
      let bits = values[index].bitPattern
      switch precision {
      case .float32:
        memory.base.storeBytes(of: bits, toByteOffset: 4 * place(index), as: UInt32.self)
      case .bfloat16:
        let rounded = UInt16((bits + 0x7FFF + (bits >> 16 & 1)) >> 16)
        memory.base.storeBytes(of: rounded, toByteOffset: 2 * place(index), as: UInt16.self)
      }
    }
  }

  var values: [Float] {
    (0..<count).map { index in
      switch precision {
      case .float32: memory.base.load(fromByteOffset: 4 * place(index), as: Float.self)
      case .bfloat16:
        Float(
          bitPattern: UInt32(
            memory.base.load(fromByteOffset: 2 * place(index), as: UInt16.self)) << 16)
      }
    }
  }

  private func place(_ index: Int) -> Int {
    let (row, pixel) = (index / pixels, index % pixels)
    let (clip, channel) = (row / channels, row % channels)
    return ((clip * blocks + channel / lanes) * pixels + pixel) * lanes + channel % lanes
  }
}
