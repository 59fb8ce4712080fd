import CKernels

/// Features of which each plane is computed where it is read, so that they take no memory and the plane is
/// in the nearest cache of whoever works on it.
struct PlaneFunction {
  /// What is read.
  let uses: [Tensor]
  /// Writes a plane.
  let compute: (_ run: Execution, _ plane: Int, _ target: UnsafeMutableRawPointer) -> Void
  /// Plans an operation that keeps all planes, for layers that work on whole features.
  let store: (Planner) -> Features
}

/// Two float64 of each channel of each plane: sums that one visit of a plane leaves for the next layer.
struct PlaneSums {
  let tensor: Tensor
  private let values: Int
  private let lanes: Int

  init(_ x: Features, _ plan: Planner) {
    (values, lanes) = (x.planes * x.lanes, x.lanes)
    tensor = plan.tensor(byteCount: 2 * values * MemoryLayout<Double>.stride)
  }

  /// Of a plane, [lanes] each; those of the next plane follow.
  func pointers(
    _ run: Execution, _ plane: Int = 0
  ) -> (first: UnsafeMutablePointer<Double>, second: UnsafeMutablePointer<Double>) {
    let first = run[tensor].assumingMemoryBound(to: Double.self) + plane * lanes
    return (first, first + values)
  }
}

/// What the layer before wants summed of a gradient, by whoever makes that.
struct GradientSums {
  let uses: [Tensor]
  let sums: PlaneSums
  /// Adds up a plane of the gradient.
  let add: (_ run: Execution, _ plane: Int, _ dy: UnsafeRawPointer) -> Void
}

extension Features {
  /// What an operation that reads them uses.
  var uses: [Tensor] { function?.uses ?? [tensor] }

  /// Working memory that a thread needs to read them.
  var bufferBytes: Int { function == nil ? 0 : Memory.aligned(planeBytes) }
}

extension Planner {
  /// The features in memory.
  func stored(_ x: Features) -> Features {
    guard let function = x.function else { return x }
    var stored = function.store(self)
    stored.recomputation = x.recomputation
    return stored
  }
}

extension Execution {
  /// A plane: where it lies, or computed into the buffer.
  func plane(
    _ features: Features, _ plane: Int, _ buffer: UnsafeMutableRawPointer
  ) -> UnsafeMutableRawPointer {
    guard let function = features.function else { return self[features, plane] }
    function.compute(self, plane, buffer)
    return buffer
  }

  /// - Parameter buffers: of `bufferBytes` for each thread.
  func forEachPlane(
    of features: Features, buffers: UnsafeMutableRawPointer, _ bufferBytes: Int,
    _ body: (_ plane: Int, _ buffer: UnsafeMutableRawPointer) -> Void
  ) {
    team.forEach(features.planes) { plane, thread in
      body(plane, buffers + thread * bufferBytes)
    }
  }
}
