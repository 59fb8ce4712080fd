import Networks

/// A trained network planned to be asked what its logits hang on: their slopes by the maps that flow at one
/// place in it, which at place 0 are the spectrograms themselves.
///
/// It is the network that classifies: batch norms go by their running statistics, dropouts let all through.
/// Confined to the thread that made it, which must be leading the team; see `Team.lead`.
package final class GradientPlan {
  package let batch, classes: Int
  /// Of a clip's maps at that place.
  package let shape: FeatureShape
  private let input, maps, mapsGradient, logits, logitsGradient: Features
  private let operations: [Operation]
  private let execution: Execution

  /// What a batch came to.
  package struct Slopes {
    /// `[batch, classes]`
    package let logits: [Float]
    /// `[batch, channels, height, width]`
    package let maps: [Float]
    /// Of each clip's one logit by its maps, of the same shape.
    package let slopes: [Float]
  }

  /// - Parameters:
  ///   - place: Behind so many layers; what flows there has to be maps.
  ///   - weights: Gives parameters and running statistics by PyTorch's names.
  /// - Throws: `NetworkError` where a layer cannot take what it gets, `EngineError`, or what
  ///   `weights` throws.
  package init(
    layers: [any Layer], at place: Int, batch: Int, bands: Int, frames: Int,
    rule: ConvolutionRule = .committed, team: Team, weights: TensorSource
  ) throws {
    let plan = try Planner(batch: batch, precision: .float32, rule: rule, team: team)
    let spectrogram = FeatureShape.map(channels: 1, height: bands, width: frames)
    let output = try LayerList.output(layers, of: spectrogram)
    // In blocks: of what is not, as a training's input, no layer has a gradient.
    input = plan.keptFeatures(spectrogram)
    var maps = try plan.frozen(Array(layers[..<place]), input)
    maps.wantsGradient = true
    plan.keep(maps)
    plan.fixesStatistics = true
    let network = try plan.training(Array(layers[place...]), maps)
    logits = network.output
    plan.keep(logits)
    logitsGradient = plan.keptFeatures(output)
    guard let gradient = try network.backward(logitsGradient) else {
      preconditionFailure("maps that want a gradient get one")
    }
    plan.keep(gradient)
    execution = try plan.execution(arenas: 2)
    operations = plan.operations
    for parameter in plan.parameters.list {
      plan.parameters.set(
        parameter, in: .weights, to: try weights(parameter.name, parameter.shape))
    }
    for running in plan.parameters.statistics {
      running.mean = try weights(running.name + ".running_mean", [running.channels])
      running.variance = try weights(running.name + ".running_var", [running.channels])
    }
    for mask in plan.dropoutMasks {
      execution.setRows(mask, to: [Float](repeating: 1, count: batch * mask.channels))
    }
    self.batch = batch
    self.maps = maps
    mapsGradient = gradient
    shape = maps.shape
    classes = logits.channels
  }

  /// - Parameters:
  ///   - values: A batch `[batch, bands, frames]`.
  ///   - labels: The class of each clip whose logit is asked for.
  package func slopes(input values: Span<Float>, of labels: [Int]) throws -> Slopes {
    precondition(values.count == batch * input.pixels && labels.count == batch)
    for clip in 0..<batch {
      let map = MapValues(input, clip: clip, execution)
      for pixel in 0..<input.pixels { map[0, pixel] = values[clip * input.pixels + pixel] }
    }
    execution.setRows(
      logitsGradient,
      to: labels.flatMap { label in (0..<classes).map { $0 == label ? 1 : 0 } })
    for operation in operations { try operation.body(execution) }
    return Slopes(
      logits: execution.rows(logits), maps: execution.values(maps),
      slopes: execution.values(mapsGradient))
  }
}

extension Execution {
  /// The values of maps, `[batch, channels, height, width]`.
  fileprivate func values(_ maps: Features) -> [Float] {
    (0..<maps.batch).flatMap { clip in
      let values = MapValues(maps, clip: clip, self)
      return (0..<maps.channels).flatMap { channel in
        (0..<maps.pixels).map { values[channel, $0] }
      }
    }
  }
}
