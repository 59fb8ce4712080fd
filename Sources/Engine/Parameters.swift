import ConeDNN

/// A named tensor that training changes, and where it lies among all of them.
package struct Parameter {
  /// What a parameter is for, which decides how it is initialised.
  package enum Role: Sendable {
    case convolution, scale, shift, linearWeight, linearBias
  }

  package let name: String
  /// PyTorch's.
  package let shape: [Int]
  package let role: Role
  fileprivate let layout: Layout
  fileprivate let offset: Int
  fileprivate let paddedCount: Int

  package var count: Int { shape.reduce(1, *) }

  /// How the values lie in the arena.
  enum Layout {
    /// `rows` rows of `columns` values, each row padded with zeros to `stride`.
    case rows(Int, columns: Int, stride: Int)
    /// As the convolution's primitive wants them.
    case convolution(ConvolutionPrimitive)

    var paddedCount: Int {
      switch self {
      case .rows(let rows, _, let stride): rows * stride
      case .convolution(let primitive): primitive.weightsCount
      }
    }
  }
}

/// A batch norm's running mean and variance, which training moves without a gradient.
package final class RunningStatistics {
  package let name: String
  package let channels: Int
  package var mean: [Float]
  package var variance: [Float]
  package var batches: Int64 = 0

  init(name: String, channels: Int) {
    self.name = name
    self.channels = channels
    mean = [Float](repeating: 0, count: channels)
    variance = [Float](repeating: 1, count: channels)
  }
}

/// All parameters of a network in four arenas of the same layout: weights, gradients and AdamW's
/// two moments. Padding is zero in each, and stays so.
package final class Parameters {
  package enum Arena: CaseIterable {
    case weights, gradients, firstMoments, secondMoments
  }

  package private(set) var list: [Parameter] = []
  package private(set) var statistics: [RunningStatistics] = []
  private(set) var count = 0
  private var memory: Memory?

  func add(
    _ name: String, shape: [Int], role: Parameter.Role, layout: Parameter.Layout
  ) -> Parameter {
    // A line of its own for each, so that AdamW may go over them all in whole vectors.
    let padded = (layout.paddedCount + 15) / 16 * 16
    let parameter = Parameter(
      name: name, shape: shape, role: role, layout: layout, offset: count, paddedCount: padded)
    list.append(parameter)
    count += padded
    return parameter
  }

  func addStatistics(_ name: String, channels: Int) -> RunningStatistics {
    let running = RunningStatistics(name: name, channels: channels)
    statistics.append(running)
    return running
  }

  /// Makes the arenas, once all parameters are known.
  func allocate() throws {
    memory = try Memory(byteCount: count * Arena.allCases.count * MemoryLayout<Float>.stride)
  }

  var byteCount: Int { memory?.byteCount ?? 0 }

  func base(_ arena: Arena) -> UnsafeMutablePointer<Float> {
    let floats = memory!.base.assumingMemoryBound(to: Float.self)
    return switch arena {
    case .weights: floats
    case .gradients: floats + count
    case .firstMoments: floats + 2 * count
    case .secondMoments: floats + 3 * count
    }
  }

  subscript(parameter: Parameter, arena: Arena) -> UnsafeMutablePointer<Float> {
    base(arena) + parameter.offset
  }

  /// The values in PyTorch's order.
  package func values(of parameter: Parameter, in arena: Arena) -> [Float] {
    let source = self[parameter, arena]
    switch parameter.layout {
    case .rows(let rows, let columns, let stride):
      return (0..<rows).flatMap { row in
        (0..<columns).map { source[row * stride + $0] }
      }
    case .convolution(let primitive):
      return primitive.exported(source, shape: parameter.shape)
    }
  }

  /// Puts values in PyTorch's order into their places.
  package func set(_ parameter: Parameter, in arena: Arena, to values: [Float]) {
    precondition(values.count == parameter.count)
    let target = self[parameter, arena]
    switch parameter.layout {
    case .rows(let rows, let columns, let stride):
      for row in 0..<rows {
        for column in 0..<columns { target[row * stride + column] = values[row * columns + column] }
      }
    case .convolution(let primitive):
      primitive.importing(values, shape: parameter.shape, to: target)
    }
  }

  /// Whether all padding is zero in every arena: what the arenas hold is what their parameters'
  /// own values make.
  package var paddingIsZero: Bool {
    Arena.allCases.allSatisfy { arena in
      list.allSatisfy { parameter in
        let values = values(of: parameter, in: arena)
        let held = self[parameter, arena]
        let inPadding = (0..<parameter.paddedCount).count { held[$0] != 0 }
        return inPadding == values.count { $0 != 0 }
      }
    }
  }
}
