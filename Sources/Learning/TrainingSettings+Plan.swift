import Engine
import Networks

extension TrainingSettings {
  var planOptimizer: any Engine.Optimizer {
    switch optimizer {
    case .adamw: AdamW(weightDecay: weightDecay)
    case .sgd: SGD(weightDecay: weightDecay, momentum: momentum)
    }
  }

  /// Parameters that are trained otherwise than the rest.
  var parameterGroups: [ParameterGroup] {
    var groups: [ParameterGroup] = []
    if headRate != 1, let head = network.lastName {
      var group = ParameterGroup(prefixes: [head + "."])
      group.rate = headRate
      groups.append(group)
    }
    guard !decaysVectors else { return groups }
    // The vectors of each group, and those of the rest, before it.
    let vectors = (groups + [.all]).map { group in
      var group = group
      (group.isOfVectors, group.decays) = (true, false)
      return group
    }
    return vectors.dropLast() + groups + [vectors.last!]
  }
}
