import Networks

/// A named tensor that training changes, and where it lies among all of them.
package struct Parameter {
  package let description: TensorDescription
  fileprivate let layout: Layout
  fileprivate let offset: Int
  fileprivate let paddedCount: Int
  /// Whether it stays as it is.
  package let isFrozen: Bool

  package var name: String { description.name }
  /// PyTorch's.
  package var shape: [Int] { description.shape }
  package var count: Int { shape.reduce(1, *) }
  /// Its values and their padding, among those of all.
  var range: Range<Int> { offset..<offset + paddedCount }

  /// How the values lie in the arena.
  enum Layout {
    /// `rows` rows of `columns` values, each row padded with zeros to `stride`.
    case rows(Int, columns: Int, stride: Int)
    /// As the convolution's primitive wants them.
    case convolution(ConvolutionPrimitive)
    /// Filters of that many taps, a channel a lane: [channels / lanes, taps, lanes].
    case filters(channels: Int, taps: Int, lanes: Int)

    var paddedCount: Int {
      switch self {
      case .rows(let rows, _, let stride): rows * stride
      case .convolution(let primitive): primitive.weightsCount
      case .filters(let channels, let taps, let lanes):
        (channels + lanes - 1) / lanes * lanes * taps
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
  /// Their moving averages, where weights have such.
  package var averageMean: [Float] = []
  package var averageVariance: [Float] = []

  init(name: String, channels: Int) {
    self.name = name
    self.channels = channels
    mean = [Float](repeating: 0, count: channels)
    variance = [Float](repeating: 1, count: channels)
  }
}

/// All parameters of a network in arenas of the same layout: weights, gradients, and what the
/// optimizer keeps. Padding is zero in each, and stays so.
package final class Parameters {
  package enum Arena: Hashable {
    case weights, gradients
    /// A number of the optimizer's for each weight, from 0.
    case state(Int)
    /// The weights' moving averages, behind the others.
    case averages
  }

  package private(set) var list: [Parameter] = []
  /// Whether parameters that are added stay as they are.
  var addsFrozen = false
  package private(set) var statistics: [RunningStatistics] = []
  /// Of all values, with their padding.
  private(set) var count = 0
  private var memory: Memory?
  private var arenas = 0
  package private(set) var hasAverages = false

  func add(_ description: TensorDescription, layout: Parameter.Layout) -> Parameter {
    // A line of its own for each, so that the optimizer may go over them in whole vectors.
    let padded = (layout.paddedCount + 15) / 16 * 16
    let parameter = Parameter(
      description: description, layout: layout, offset: count, paddedCount: padded,
      isFrozen: addsFrozen)
    list.append(parameter)
    count += padded
    return parameter
  }

  /// A parameter in rows, of which the last dimension is padded to so many columns.
  func add(_ description: TensorDescription, columns stride: Int) -> Parameter {
    let rows = description.shape.dropLast().reduce(1, *)
    return add(
      description, layout: .rows(rows, columns: description.shape.last!, stride: stride))
  }

  func addStatistics(_ name: String, channels: Int) -> RunningStatistics {
    let running = RunningStatistics(name: name, channels: channels)
    statistics.append(running)
    return running
  }

  /// Makes the arenas, once all parameters are known.
  /// - Parameter arenas: weights, gradients and those of the optimizer's state.
  func allocate(arenas: Int, averages: Bool) throws {
    self.arenas = arenas + (averages ? 1 : 0)
    hasAverages = averages
    memory = try Memory(byteCount: count * self.arenas * MemoryLayout<Float>.stride)
  }

  var byteCount: Int { memory?.byteCount ?? 0 }

  func base(_ arena: Arena) -> UnsafeMutablePointer<Float> {
    let index =
      switch arena {
      case .weights: 0
      case .gradients: 1
      case .state(let index): 2 + index
      case .averages: hasAverages ? arenas - 1 : arenas
      }
    precondition(index < arenas, "no arena was made for \(arena)")
    return memory!.base.assumingMemoryBound(to: Float.self) + index * count
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
    case .filters(let channels, let taps, let lanes):
      return (0..<channels * taps).map { source[Self.place($0, taps: taps, lanes: lanes)] }
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
    case .filters(_, let taps, let lanes):
      for (index, value) in values.enumerated() {
        target[Self.place(index, taps: taps, lanes: lanes)] = value
      }
    }
  }

  /// Where the value of [channels, taps] lies among filters.
  private static func place(_ index: Int, taps: Int, lanes: Int) -> Int {
    let (channel, tap) = index.quotientAndRemainder(dividingBy: taps)
    return (channel / lanes * taps + tap) * lanes + channel % lanes
  }

  /// Whether all padding is zero in every arena: what the arenas hold is what their parameters'
  /// own values make.
  package var paddingIsZero: Bool {
    let all = [Arena.weights, .gradients] + (0..<arenas - 2).map(Arena.state)
    return all.allSatisfy { arena in
      list.allSatisfy { parameter in
        let values = values(of: parameter, in: arena)
        let held = self[parameter, arena]
        let inPadding = (0..<parameter.paddedCount).count { held[$0] != 0 }
        return inPadding == values.count { $0 != 0 }
      }
    }
  }
}
