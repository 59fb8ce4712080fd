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
  /// Times the step's learning rate.
  package var rate = 1.0
  /// Whether the weights decay.
  package var decays = true
  /// Whether they stay as they are.
  package var isFrozen = false

  package init(prefixes: [String] = [""]) { self.prefixes = prefixes }

  package static let all = ParameterGroup()

  func contains(_ parameter: Parameter) -> Bool {
    prefixes.contains { parameter.name.hasPrefix($0) }
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
    let chunk = 1 << 14
    var squared = 0.0
    for (group, range) in runs(of: groups) where !group.isFrozen {
      let update = optimizer.update(
        learningRate: learningRate * group.rate,
        decay: group.decays ? optimizer.weightDecay : 0, step: step)
      var squares = [Double](repeating: 0, count: (range.count + chunk - 1) / chunk)
      squares.withUnsafeMutableBufferPointer { squares in
        // Each thread writes to elements of its own.
        nonisolated(unsafe) let squares = squares
        team.forEach(squares.count) { index in
          let first = range.lowerBound + index * chunk
          squares[index] = update(
            weights + first, gradients + first, state.map { $0 + first },
            min(chunk, range.upperBound - first))
        }
      }
      squared += squares.reduce(0, +)
    }
    return squared.squareRoot()
  }

  /// Neighbours of one group, together.
  private func runs(of groups: [ParameterGroup]) -> [(ParameterGroup, Range<Int>)] {
    var runs: [(group: ParameterGroup, range: Range<Int>)] = []
    for parameter in list {
      let group = groups.first { $0.contains(parameter) } ?? .all
      if let last = runs.last, last.group == group {
        runs[runs.count - 1].range = last.range.lowerBound..<parameter.range.upperBound
      } else {
        runs.append((group, parameter.range))
      }
    }
    return runs
  }
}
