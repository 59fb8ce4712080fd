/// A block of the arena's memory, named before it has a place.
package struct Tensor: Hashable {
  fileprivate let index: Int
}

/// Gives every tensor of a plan a place in one arena; tensors whose lives do not meet share memory.
package struct ArenaPlanner {
  private struct Life {
    let byteCount: Int
    var first: Int?
    var last = 0
    /// What it may be written over, the best first.
    let replaced: [Tensor]
  }
  private var lives: [Life] = []

  package init() {}

  /// - Parameter replaced: tensors that the operation which first writes this one may write it over,
  ///   value by value; it is, if that operation is the last to use one of them.
  package mutating func tensor(byteCount: Int, over replaced: [Tensor] = []) -> Tensor {
    lives.append(Life(byteCount: Memory.aligned(byteCount), replaced: replaced))
    return Tensor(index: lives.count - 1)
  }

  /// Says that operation number `step` reads or writes the tensor.
  package mutating func use(_ tensor: Tensor, at step: Int) {
    lives[tensor.index].first = lives[tensor.index].first ?? step
    lives[tensor.index].last = max(step, lives[tensor.index].last)
  }

  /// Says that the tensor keeps its content from step to step.
  package mutating func keep(_ tensor: Tensor) {
    lives[tensor.index].first = 0
    lives[tensor.index].last = .max
  }

  /// Largest first, each at the lowest place that is free throughout its life.
  package func place() throws -> Arena {
    let (lives, owners) = shared()
    var offsets = [Int](repeating: 0, count: lives.count)
    var placed: [Int] = []
    var total = 0
    let order = lives.indices.filter { owners[$0] == $0 }.sorted {
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
    return Arena(memory: try Memory(byteCount: total), offsets: owners.map { offsets[$0] })
  }

  /// Who lies in whose place, and how long that is taken.
  private func shared() -> (lives: [Life], owners: [Int]) {
    var (lives, owners) = (lives, Array(lives.indices))
    let heirs = lives.indices.filter { !lives[$0].replaced.isEmpty && lives[$0].first != nil }
    for heir in heirs.sorted(by: { (lives[$0].first!, $0) < (lives[$1].first!, $1) }) {
      for replaced in lives[heir].replaced {
        let owner = owners[replaced.index]
        guard lives[owner].last == lives[heir].first,
          lives[owner].byteCount >= lives[heir].byteCount
        else { continue }
        owners[heir] = owner
        lives[owner].last = lives[heir].last
        break
      }
    }
    return (lives, owners)
  }
}

/// The memory that all activations, gradients and scratch of a plan share.
package struct Arena {
  fileprivate let memory: Memory
  fileprivate let offsets: [Int]

  package var byteCount: Int { memory.byteCount }

  package subscript(tensor: Tensor) -> UnsafeMutableRawPointer {
    memory.base + offsets[tensor.index]
  }
}
