import CKernels

/// What a step does at one point: one pass of one layer.
struct Operation {
  let layer: String
  let pass: String
  let body: (Execution) throws -> Void
}

/// What operations work on, and who does the work.
struct Execution {
  let arena: Arena
  let team: Team
  /// For maps in the plan's precision.
  let kernels: ck_blocked_kernels
  /// For float32 in the machine's blocks, and in blocks of 8.
  let float32Kernels, narrowKernels: ck_blocked_kernels
  let parameters: Parameters

  subscript(tensor: Tensor) -> UnsafeMutableRawPointer { arena[tensor] }

  subscript(features: Features) -> UnsafeMutableRawPointer { arena[features.tensor] }

  /// One clip's one block of channels.
  subscript(features: Features, plane: Int) -> UnsafeMutableRawPointer {
    arena[features.tensor] + plane * features.planeBytes
  }

  func floats(_ tensor: Tensor) -> UnsafeMutablePointer<Float> {
    arena[tensor].assumingMemoryBound(to: Float.self)
  }

  /// The values of vectors, [batch, channels with padding].
  func floats(_ features: Features) -> UnsafeMutablePointer<Float> { floats(features.tensor) }

  /// A plane of vectors, which are float32.
  func vector(_ features: Features, _ plane: Int) -> UnsafeMutablePointer<Float> {
    floats(features) + plane * features.lanes
  }

  func kernels(for features: Features) -> ck_blocked_kernels {
    guard features.bytes == MemoryLayout<Float>.stride else { return kernels }
    return features.lanes == 8 ? narrowKernels : float32Kernels
  }

  func weights(_ parameter: Parameter) -> UnsafeMutablePointer<Float> {
    parameters[parameter, .weights]
  }

  func gradient(_ parameter: Parameter) -> UnsafeMutablePointer<Float> {
    parameters[parameter, .gradients]
  }

  func forEachPlane(of features: Features, _ body: (Int) -> Void) {
    team.forEach(features.planes, body)
  }
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

/// A plan's operations in their order, timed as they run.
struct Program {
  private let operations: [Operation]
  private(set) var timings: [OperationTiming]

  init(_ operations: some Sequence<Operation>) {
    self.operations = Array(operations)
    timings = self.operations.map { OperationTiming(layer: $0.layer, pass: $0.pass) }
  }

  mutating func run(_ execution: Execution) throws {
    for index in operations.indices {
      try timings[index].measure { try operations[index].body(execution) }
    }
  }
}
