import CKernels
import Networks

/// A rule by which weights follow their gradients.
package protocol Optimizer: Sendable {
  /// What it keeps of each weight from step to step, by the names in a resumable state.
  var stateNames: [String] { get }
  var weightDecay: Double { get }

  /// The work of one step on a run of weights, a multiple of 16 of them on 64-byte borders.
  /// - Parameters:
  ///   - step: counts from 1
  ///   - decay: what the weights lose, times the learning rate
  /// - Returns: takes weights, gradients and the arenas of its state, and gives the sum of the
  ///   gradients' squares, no finite number if one of them is none.
  func update(
    learningRate: Double, decay: Double, step: Int
  ) -> (_ weights: Numbers, _ gradients: Numbers, _ state: [Numbers], _ count: Int) -> Double

  typealias Numbers = UnsafeMutablePointer<Float>
}

/// Parameters that are trained alike.
package struct ParameterGroup: Hashable, Sendable {
  /// Names that begin so; the first group that a parameter belongs to is its own.
  package var prefixes: [String]
  /// Whether it has only vectors: the scales and shifts of norms, and biases.
  package var isOfVectors = false
  /// Times the step's learning rate.
  package var rate = 1.0
  /// Whether the weights decay.
  package var decays = true

  package init(prefixes: [String] = [""]) { self.prefixes = prefixes }

  package static let all = ParameterGroup()

  func contains(_ parameter: Parameter) -> Bool {
    (parameter.shape.count == 1 || !isOfVectors)
      && prefixes.contains { parameter.name.hasPrefix($0) }
  }
}

extension Parameters {
  /// Moves all weights that are not frozen against their gradients.
  /// - Parameters:
  ///   - groups: what is in none of them is trained like ``ParameterGroup/all``
  ///   - step: counts from 1
  /// - Returns: the length of the gradients, no finite number if one of them is none.
  func update(
    by optimizer: any Optimizer, groups: [ParameterGroup], learningRate: Double, step: Int,
    team: Team
  ) -> Double {
    let state = optimizer.stateNames.indices.map { base(.state($0)) }
    let (weights, gradients) = (base(.weights), base(.gradients))
    var squared = 0.0
    for (group, range) in runs(of: groups) {
      let update = optimizer.update(
        learningRate: learningRate * group.rate,
        decay: group.decays ? optimizer.weightDecay : 0, step: step)
      squared += sum(over: range, team) { first, count in
        update(weights + first, gradients + first, state.map { $0 + first }, count)
      }
    }
    return squared.squareRoot()
  }

  /// Makes the gradients of all weights that are not frozen no longer than `most`, as
  /// `torch.nn.utils.clip_grad_norm_` does.
  /// - Returns: their length before.
  func clip(to most: Double, team: Team) -> Double {
    let gradients = base(.gradients)
    let ranges = runs(of: []).map(\.1)
    let length = ranges.reduce(0.0) { squares, range in
      squares + sum(over: range, team) { ck_sum_of_squares(gradients + $0, $1) }
    }.squareRoot()
    let factor = Float(min(1, most / (length + 1e-6)))
    if factor < 1 {
      for range in ranges { ck_scale(gradients + range.lowerBound, range.count, factor) }
    }
    return length
  }

  /// The sum of what `body` gives for parts of a range; in the same order whoever makes them.
  private func sum(
    over range: Range<Int>, _ team: Team, _ body: (_ first: Int, _ count: Int) -> Double
  ) -> Double {
    let chunk = 1 << 14
    var sums = [Double](repeating: 0, count: (range.count + chunk - 1) / chunk)
    sums.withUnsafeMutableBufferPointer { sums in
      // Each thread writes to elements of its own.
      nonisolated(unsafe) let sums = sums
      team.forEach(sums.count) { index in
        let first = range.lowerBound + index * chunk
        sums[index] = body(first, min(chunk, range.upperBound - first))
      }
    }
    return sums.reduce(0, +)
  }

  /// Neighbours of one group that are trained, together.
  private func runs(of groups: [ParameterGroup]) -> [(ParameterGroup, Range<Int>)] {
    var runs: [(group: ParameterGroup, range: Range<Int>)] = []
    for parameter in list where !parameter.isFrozen {
      let group = groups.first { $0.contains(parameter) } ?? .all
      if let last = runs.last, last.group == group,
        last.range.upperBound == parameter.range.lowerBound
      {
        runs[runs.count - 1].range = last.range.lowerBound..<parameter.range.upperBound
      } else {
        runs.append((group, parameter.range))
      }
    }
    return runs
  }
}
