/// A block of the arena's memory, named before it has a place.
struct Tensor: Hashable {
  fileprivate let index: Int
}

/// Gives every tensor of a plan a place in one arena; tensors whose lives do not meet share memory.
struct ArenaPlanner {
  private struct Life {
    let byteCount: Int
    var first: Int?
    var last = 0
  }
  private var lives: [Life] = []

  mutating func tensor(byteCount: Int) -> Tensor {
    lives.append(Life(byteCount: Memory.aligned(byteCount)))
    return Tensor(index: lives.count - 1)
  }

  /// Says that operation number `step` reads or writes the tensor.
  mutating func use(_ tensor: Tensor, at step: Int) {
    lives[tensor.index].first = lives[tensor.index].first ?? step
    lives[tensor.index].last = max(step, lives[tensor.index].last)
  }

  /// Says that the tensor keeps its content from step to step.
  mutating func keep(_ tensor: Tensor) {
    lives[tensor.index].first = 0
    lives[tensor.index].last = .max
  }

  /// Largest first, each at the lowest place that is free throughout its life.
  func place() throws -> Arena {
    var offsets = [Int](repeating: 0, count: lives.count)
    var placed: [Int] = []
    var total = 0
    let order = lives.indices.sorted {
      (lives[$0].byteCount, $1) > (lives[$1].byteCount, $0)
    }
    for index in order {
      let life = lives[index]
      guard let first = life.first else { continue }
      var offset = 0
      for other in placed.sorted(by: { offsets[$0] < offsets[$1] }) {
        let neighbour = lives[other]
        guard neighbour.first! <= life.last, neighbour.last >= first else { continue }
        if offset + life.byteCount <= offsets[other] { break }
        offset = max(offset, offsets[other] + neighbour.byteCount)
      }
      offsets[index] = offset
      placed.append(index)
      total = max(total, offset + life.byteCount)
    }
    return Arena(memory: try Memory(byteCount: total), offsets: offsets)
  }
}

/// The memory that all activations, gradients and scratch of a plan share.
struct Arena {
  fileprivate let memory: Memory
  fileprivate let offsets: [Int]

  var byteCount: Int { memory.byteCount }

  subscript(tensor: Tensor) -> UnsafeMutableRawPointer {
    memory.base + offsets[tensor.index]
  }

  subscript(floats tensor: Tensor) -> UnsafeMutablePointer<Float> {
    self[tensor].assumingMemoryBound(to: Float.self)
  }

  subscript(doubles tensor: Tensor) -> UnsafeMutablePointer<Double> {
    self[tensor].assumingMemoryBound(to: Double.self)
  }
}
