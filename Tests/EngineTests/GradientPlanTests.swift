import Engine
import Networks
import Numerics
import Testing

/// Slopes of a trained network's logits, against differences of the logits.
@Suite struct GradientPlanTests {
  /// What stands first, where the spectrogram comes in, and what follows it to a vector.
  static let firsts: [String: (first: String, head: String)] = {
    let pooled = #"{"layer": "global-average-pooling"}"#
    let smooth = #", {"layer": "activation", "function": "gelu"}"#
    let convolution = #"{"layer": "convolution", "name": "c", "channels": 5, "padding": 1}"#
    func steps(_ kind: String, _ rest: String) -> (String, String) {
      (
        #"{"layer": "steps", "of": "\#(kind)"}, \#(rest)"#,
        #"{"layer": "attention-pooling", "name": "z"}"#
      )
    }
    return [
      "convolution": (convolution + smooth, pooled),
      "convolution, depthwise": (
        #"{"layer": "convolution", "name": "x", "channels": 1, "kernel": 5, "stride": 2, "padding": 2}"#
          + smooth, pooled
      ),
      "convolution, depthwise, behind another": (
        """
        \(convolution), {"layer": "batch-norm", "name": "n"},
        {"layer": "activation", "function": "hard-swish"},
        {"layer": "convolution", "name": "x", "channels": 5, "kernel": 3, "padding": 1, "groups": 5},
        {"layer": "batch-norm", "name": "m"}, {"layer": "activation"},
        {"layer": "squeeze-excite", "name": "e", "reduced": 3}
        """, pooled
      ),
      "batch-norm": (
        #"{"layer": "batch-norm", "name": "x"}, {"layer": "activation", "function": "hard-swish"}, \#(convolution)"#
          + smooth, pooled
      ),
      "activation": (#"{"layer": "activation", "function": "gelu"}"#, pooled),
      "average-pooling": (#"{"layer": "average-pooling", "size": [2, 3]}\#(smooth)"#, pooled),
      "max-pooling": (#"{"layer": "max-pooling", "size": [2, 3]}\#(smooth)"#, pooled),
      "residual": (
        """
        {"layer": "residual", "body": [\(convolution), {"layer": "batch-norm", "name": "n"}],
         "shortcut": [{"layer": "convolution", "name": "s", "channels": 5, "kernel": 1}]}
        """ + smooth, pooled
      ),
      "time-frequency-pooling": ("", #"{"layer": "time-frequency-pooling"}"#),
      "global-average-pooling": ("", pooled),
      "flattening": ("", #"{"layer": "flattening"}"#),
      "squeeze-excite": (#"{"layer": "squeeze-excite", "name": "x", "reduced": 3}"#, pooled),
      "band-norm": (#"{"layer": "band-norm", "name": "x"}, \#(convolution)\#(smooth)"#, pooled),
      "transposition": (#"{"layer": "transposition"}, \#(convolution)\#(smooth)"#, pooled),
      "image-channels": (#"{"layer": "image-channels"}, \#(convolution)\#(smooth)"#, pooled),
      "steps, gru": steps("frames", #"{"layer": "gru", "name": "g", "features": 3}"#),
      "steps, attention": steps(
        "cells",
        """
        {"layer": "linear", "name": "l", "outputs": 6}, {"layer": "learned-positions", "name": "p"},
        {"layer": "residual", "body": [
          {"layer": "layer-norm", "name": "n", "epsilon": 0.1},
          {"layer": "multi-head-attention", "name": "m", "heads": 2}]}
        """),
    ]
  }()

  private static let (batch, bands, frames, classes) = (2, 8, 9, 3)

  @Test(arguments: firsts.keys.sorted()) func slopesAreThoseOfTheLogits(first: String) throws {
    let (layers, head) = Self.firsts[first]!
    try check(layers, head, at: 0)
  }

  /// Behind what stays as it is: where maps of several channels flow.
  @Test func slopesInTheMiddleToo() throws {
    let (layers, head) = Self.firsts["convolution, depthwise, behind another"]!
    let plan = try plan(layers, head, at: 3)
    #expect(plan.shape == .map(channels: 5, height: 8, width: 9))
    let input = input()
    let found = try slopes(plan, input)
    // Maps that are added to all alike: by the sum of their slopes. The convolution's bias does that.
    let step: Float = 2e-3
    func logits(_ change: Float) throws -> [Float] {
      try slopes(self.plan(layers, head, at: 3, shift: change), input).logits
    }
    let (above, below) = (try logits(step), try logits(-step))
    for clip in 0..<Self.batch {
      let own = clip * 5 * 72..<clip * 5 * 72 + 72
      // The maps of channel 0 are hard-swish(norm(x)); its norm's shift moves them by that slope.
      let sum = zip(found.slopes[own], found.maps[own]).reduce(0.0) {
        $0 + Double($1.0) * slopeOfHardSwish($1.1)
      }
      let label = clip * Self.classes + clip
      let slope = Double(above[label] - below[label]) / Double(2 * step)
      #expect(abs(sum - slope) < 2e-3 + 0.02 * abs(slope), "\(sum), \(slope)")
    }
  }

  /// By its result y = x · (x + 3) / 6 above the minimum, on the side where it rises; elsewhere 0 or 1.
  private func slopeOfHardSwish(_ y: Float) -> Double {
    if y >= 3 { return 1 }
    let x = (-3 + (9 + 24 * Double(y)).squareRoot()) / 2
    return (2 * x + 3) / 6
  }

  @Test func dropoutsLetAllThrough() throws {
    let dropped = try plan(
      #"{"layer": "activation", "function": "gelu"}"#,
      #"{"layer": "global-average-pooling"}, {"layer": "dropout"}"#, at: 0)
    let whole = try plan(
      #"{"layer": "activation", "function": "gelu"}"#, #"{"layer": "global-average-pooling"}"#,
      at: 0)
    #expect(try slopes(dropped, input()).logits == slopes(whole, input()).logits)
  }

  @Test func everyLayerIsTried() {
    let text = Self.firsts.values.map { $0.first + $0.head }.joined() + #""linear""dropout""#
    for kind in LayerList.kindNames { #expect(text.contains("\"\(kind)\""), "\(kind)") }
  }

  private let team = Team(threads: 2)

  private func input() -> [Float] {
    var stream = Philox(seed: 4, purpose: "input")
    return (0..<Self.batch * Self.bands * Self.frames).map { _ in Float(stream.normal()) }
  }

  private func slopes(_ plan: GradientPlan, _ input: [Float]) throws -> GradientPlan.Slopes {
    try team.lead { try plan.slopes(input: input.span, of: [0, 1]) }
  }

  /// - Parameter shift: Added to what the first norm gives of its first channel.
  private func plan(
    _ first: String, _ head: String, at place: Int, shift: Float = 0
  ) throws -> GradientPlan {
    let layers = [
      first, head,
      """
      {"layer": "linear", "name": "hidden", "outputs": 7},
      {"layer": "activation", "function": "sigmoid"}, {"layer": "linear", "name": "fc"}
      """,
    ]
    let network = try NetworkDescription(
      name: "test", layersText: "[\(layers.filter { !$0.isEmpty }.joined(separator: ", "))]")
    return try team.lead {
      try GradientPlan(
        layers: network.layers(classes: Self.classes), at: place, batch: Self.batch,
        bands: Self.bands, frames: Self.frames, rule: .always(.direct), team: team
      ) { name, shape in
        let count = shape.reduce(1, *)
        var stream = Philox(seed: 3, purpose: .init(stringLiteral: name))
        if name.hasSuffix("running_var") {
          return (0..<count).map { _ in Float(0.5 + stream.uniform()) }
        }
        var values = (0..<count).map { _ in Float(0.5 * stream.normal() + 0.2) }
        if name == "n.bias" { values[0] += shift }
        return values
      }
    }
  }

  private func check(_ first: String, _ head: String, at place: Int) throws {
    let plan = try plan(first, head, at: place)
    let input = input()
    let found = try slopes(plan, input)
    #expect(found.maps == input)
    let size = Self.bands * Self.frames
    #expect(found.slopes.contains { $0 != 0 })
    for index in [0, 30, size - 1, size, size + 41, 2 * size - 1] {
      let step: Float = 4e-3
      func logit(_ change: Float) throws -> Float {
        var moved = input
        moved[index] += change
        let clip = index / size
        return try slopes(plan, moved).logits[clip * Self.classes + clip]
      }
      let slope = Double(try logit(step) - logit(-step)) / Double(2 * step)
      #expect(
        abs(Double(found.slopes[index]) - slope) < 1e-3 + 0.02 * abs(slope),
        "[\(index)]: \(found.slopes[index]), \(slope)")
    }
  }
}
