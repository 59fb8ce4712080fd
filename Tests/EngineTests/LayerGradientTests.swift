import Engine
import Networks
import Numerics
import Testing

/// Every layer's gradients, of its parameters and of its input, against differences of the loss.
@Suite struct LayerGradientTests {
  /// A network around each layer, behind a convolution whose gradients go through it.
  static let networks: [String: String] = [
    "convolution": """
    {"layer": "convolution", "name": "x", "channels": 6, "padding": 2, "dilation": 2, "bias": true}
    """,
    "convolution, depthwise": """
    {"layer": "convolution", "name": "x", "channels": 5, "kernel": 5, "stride": 2, "padding": 2,
     "groups": 5}
    """,
    "batch-norm": #"{"layer": "batch-norm", "name": "x"}"#,
    "batch-norm, hard-swish": """
    {"layer": "batch-norm", "name": "x", "epsilon": 0.1},
    {"layer": "activation", "function": "hard-swish"}
    """,
    "batch-norm, hard-swish, pooling": """
    {"layer": "batch-norm", "name": "x"}, {"layer": "activation", "function": "hard-swish"},
    {"layer": "average-pooling"}
    """,
    "activation": #"{"layer": "activation", "function": "hard-swish"}"#,
    "activation, gelu": #"{"layer": "activation", "function": "gelu"}"#,
    "activation, sigmoid": #"{"layer": "activation", "function": "sigmoid"}"#,
    "average-pooling": #"{"layer": "average-pooling", "size": [2, 3]}"#,
    "max-pooling": #"{"layer": "max-pooling", "size": [2, 3], "stride": [2, 1]}"#,
    "residual": """
    {"layer": "residual", "body": [
      {"layer": "convolution", "name": "x", "channels": 5, "padding": 1}]}
    """,
    "residual, nested": """
    {"layer": "residual", "body": [
      {"layer": "residual", "body": [{"layer": "batch-norm", "name": "a"}],
       "shortcut": [{"layer": "convolution", "name": "b", "channels": 5, "kernel": 1}]},
      {"layer": "activation", "function": "hard-swish"}, {"layer": "batch-norm", "name": "c"}]},
    {"layer": "activation", "function": "hard-swish"}
    """,
    "squeeze-excite": #"{"layer": "squeeze-excite", "name": "x", "reduced": 3}"#,
    "squeeze-excite behind batch-norm": """
    {"layer": "batch-norm", "name": "n"}, {"layer": "squeeze-excite", "name": "x", "reduced": 3}
    """,
    "transposition": #"{"layer": "transposition"}"#,
    "global-average-pooling": "",
    "dropout": "",
    "linear": "",
  ]

  private func network(
    _ middle: String, head: String,
    first: String = #"{"layer": "convolution", "name": "first", "channels": 5, "padding": 1}"#
  ) throws -> NetworkDescription {
    let layers = [
      first, middle, head,
      """
      {"layer": "dropout"}, {"layer": "linear", "name": "hidden", "outputs": 7},
      {"layer": "activation", "function": "sigmoid"}, {"layer": "linear", "name": "fc"}
      """,
    ]
    return try NetworkDescription(
      name: "test", layersText: "[\(layers.filter { !$0.isEmpty }.joined(separator: ", "))]")
  }

  @Test(arguments: networks.keys.sorted())
  func gradientsAreSlopesOfTheLoss(name: String) throws {
    try check(network(Self.networks[name]!, head: #"{"layer": "global-average-pooling"}"#))
  }

  /// What a norm, a function and a filter a channel do to a plane while it is at hand; between blocks of 8
  /// channels and, where the machine has them, of 16.
  private static let block = """
    {"layer": "convolution", "name": "a", "channels": 6, "kernel": 1},
    {"layer": "batch-norm", "name": "b"}, {"layer": "activation", "function": "hard-swish"},
    {"layer": "convolution", "name": "c", "channels": 6, "kernel": 5, "stride": 2, "padding": 2,
     "groups": 6},
    {"layer": "batch-norm", "name": "d"}, {"layer": "activation"},
    {"layer": "squeeze-excite", "name": "e", "reduced": 3},
    {"layer": "convolution", "name": "f", "channels": 16, "kernel": 1},
    {"layer": "batch-norm", "name": "g"},
    {"layer": "convolution", "name": "h", "channels": 5}
    """

  @Test(arguments: [false, true])
  func blocksOfFiltersToo(isFixed: Bool) throws {
    try check(
      network(Self.block, head: #"{"layer": "global-average-pooling"}"#), fixesStatistics: isFixed)
  }

  @Test func whatFollowsFrozenLayersToo() throws {
    let network = try network(Self.block, head: #"{"layer": "global-average-pooling"}"#)
    #expect(network.layers(through: "b") == 4)
    try check(network, frozenLayers: 4)
  }

  /// Where the network's input comes in, which is not blocked and wants no gradient.
  @Test(arguments: [
    #"{"layer": "batch-norm", "name": "n"}, {"layer": "convolution", "name": "c", "channels": 5}"#,
    """
    {"layer": "residual", "body": [{"layer": "convolution", "name": "a", "channels": 5}],
     "shortcut": [{"layer": "convolution", "name": "b", "channels": 5}]}
    """,
    """
    {"layer": "residual", "body": [
      {"layer": "convolution", "name": "a", "channels": 1, "padding": 1},
      {"layer": "batch-norm", "name": "n"}]},
    {"layer": "convolution", "name": "c", "channels": 5}
    """,
  ])
  func layersTakeTheInput(first: String) throws {
    try check(network("", head: #"{"layer": "global-average-pooling"}"#, first: first))
  }

  @Test(arguments: ["channels-first", "channels-last"])
  func flatteningToo(order: String) throws {
    try check(
      network(
        #"{"layer": "convolution", "name": "x", "channels": 3}"#,
        head: #"{"layer": "flattening", "order": "\#(order)"}"#))
  }

  /// First, and behind what wants a gradient; by the batch and by running statistics.
  @Test(arguments: [false, true])
  func bandNormToo(isFixed: Bool) throws {
    let norm = #"{"layer": "band-norm", "name": "n"}"#
    let one = #"{"layer": "convolution", "name": "one", "channels": 1}"#
    for first in [norm, "\(norm), {\"layer\": \"transposition\"}", "\(one), \(norm)"] {
      try check(
        network(
          #"{"layer": "convolution", "name": "c", "channels": 5}"#,
          head: #"{"layer": "global-average-pooling"}"#, first: first),
        fixesStatistics: isFixed)
    }
  }

  /// First, and behind what wants a gradient.
  @Test(arguments: [
    #"{"layer": "image-channels"}"#,
    #"{"layer": "convolution", "name": "one", "channels": 1}, {"layer": "image-channels"}"#,
  ])
  func imageChannelsToo(first: String) throws {
    try check(
      network(
        #"{"layer": "convolution", "name": "c", "channels": 5, "padding": 1}"#,
        head: #"{"layer": "global-average-pooling"}"#, first: first))
  }

  @Test func timeFrequencyPoolingToo() throws {
    try check(network("", head: #"{"layer": "time-frequency-pooling"}"#))
  }

  /// Behind a map's cells or frames, to a pooling over them.
  @Test(arguments: [
    "cells": """
    {"layer": "learned-positions", "name": "p"}, {"layer": "linear", "name": "l", "outputs": 6},
    {"layer": "residual", "body": [
      {"layer": "layer-norm", "name": "n", "epsilon": 0.1},
      {"layer": "multi-head-attention", "name": "m", "heads": 2}]}
    """,
    "frames": """
    {"layer": "gru", "name": "x", "features": 3}, {"layer": "gru", "name": "y", "features": 17}
    """,
  ])
  func stepsToo(of kind: String, layers: String) throws {
    for pooling in ["global-average-pooling", #"attention-pooling", "name": "z"#] {
      try check(
        network(
          [#"{"layer": "steps", "of": "\#(kind)"}"#, layers].filter { !$0.isEmpty }
            .joined(separator: ", "),
          head: #"{"layer": "\#(pooling)"}"#))
    }
  }

  @Test func everyLayerIsTried() {
    let tried =
      Self.networks.keys.map { $0.prefix { $0 != "," } } + [
        "time-frequency-pooling", "flattening", "band-norm", "image-channels", "steps", "gru",
        "attention-pooling", "layer-norm", "multi-head-attention", "learned-positions",
      ]
    for kind in LayerList.kindNames { #expect(tried.contains(kind[...]), "\(kind)") }
  }

  private func check(
    _ network: NetworkDescription, frozenLayers: Int = 0, fixesStatistics: Bool = false
  ) throws {
    let (batch, bands, frames, classes) = (3, 8, 9, 4)
    let team = Team(threads: 2)
    try team.lead {
      let plan = try TrainingPlan(
        layers: network.layers(classes: classes), batch: batch, bands: bands, frames: frames,
        frozenLayers: frozenLayers, fixesStatistics: fixesStatistics, rule: .always(.direct),
        team: team)
      for statistics in plan.parameters.statistics {
        var stream = Philox(seed: 5, purpose: "statistics")
        statistics.mean = (0..<statistics.channels).map { _ in Float(0.3 * stream.normal()) }
        statistics.variance = (0..<statistics.channels).map { _ in Float(0.5 + stream.uniform()) }
      }
      for (index, parameter) in plan.parameters.list.enumerated() {
        var stream = Philox(seed: 3, purpose: "weights", clip: index)
        plan.parameters.set(
          parameter, in: .weights,
          to: (0..<parameter.count).map { _ in Float(0.5 * stream.normal() + 0.2) })
      }
      var stream = Philox(seed: 4, purpose: "input")
      let input = (0..<batch * bands * frames).map { _ in Float(stream.normal()) }
      var targets = [Float](repeating: 0, count: batch * classes)
      for clip in 0..<batch { targets[clip * classes + clip] = 1 }
      plan.load(
        input: input.span, targets: targets,
        dropout: plan.dropouts.map { features in
          (0..<batch * features).map { $0 % 5 == 0 ? 0 : 1.25 }
        })
      let (_, logits) = try plan.forward()
      try plan.backward(logits: logits)
      #expect(plan.parameters.paddingIsZero)
      for parameter in plan.parameters.list where !parameter.isFrozen {
        let gradient = plan.parameters.values(of: parameter, in: .gradients)
        for index in Set([0, gradient.count / 2, gradient.count - 1]) {
          let slope = try slope(of: parameter, index, plan)
          #expect(
            abs(Double(gradient[index]) - slope) < 2e-3 + 0.02 * abs(slope),
            "\(parameter.name)[\(index)]: \(gradient[index]), \(slope)")
        }
      }
    }
  }

  /// The loss's, by a difference of both sides.
  private func slope(of parameter: Parameter, _ index: Int, _ plan: TrainingPlan) throws -> Double {
    let values = plan.parameters.values(of: parameter, in: .weights)
    defer { plan.parameters.set(parameter, in: .weights, to: values) }
    let step: Float = 4e-3
    func loss(_ change: Float) throws -> Double {
      var moved = values
      moved[index] += change
      plan.parameters.set(parameter, in: .weights, to: moved)
      return try plan.forward().loss
    }
    return (try loss(step) - loss(-step)) / Double(2 * step)
  }
}
