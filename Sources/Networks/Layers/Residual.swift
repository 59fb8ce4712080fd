/// The sum of a body and a shortcut; without a shortcut, of the body and the input.
package struct Residual: Layer {
  package static let kind = "residual"
  package var body: [any Layer] = []
  package var shortcut: [any Layer] = []

  package var parts: [any Layer] { (body + shortcut).flatMap(\.parts) }

  package init() {}

  package init(body: [any Layer], shortcut: [any Layer] = []) {
    (self.body, self.shortcut) = (body, shortcut)
  }

  package mutating func visit(_ fields: inout LayerFields) throws(LayerFault) {
    try fields.layers("body", &body)
    try fields.layers("shortcut", &shortcut)
  }

  package func output(of input: FeatureShape) throws(LayerFault) -> FeatureShape {
    let (sum, other) = (
      try output(body, "body", of: input), try output(shortcut, "shortcut", of: input)
    )
    guard sum == other else {
      throw LayerFault(
        found: "adds \(other) to \(sum)", expected: "the same of both",
        advice: "give the shortcut a convolution of kernel 1 with the body's channels and stride")
    }
    return sum
  }

  private func output(
    _ layers: [any Layer], _ key: String, of input: FeatureShape
  ) throws(LayerFault) -> FeatureShape {
    do {
      return try LayerList.output(layers, of: input)
    } catch {
      throw LayerFault(error, within: key)
    }
  }

  package func tensors(input: FeatureShape) -> [TensorDescription] {
    // Of layers that fit: `output(of:)` has said so.
    ((try? LayerList.tensors(body, input: input)) ?? [])
      + ((try? LayerList.tensors(shortcut, input: input)) ?? [])
  }

  package func multiplyAdds(input: FeatureShape) -> Int {
    [body, shortcut].reduce(0) { $0 + ((try? LayerList.multiplyAdds($1, input: input)) ?? 0) }
  }

  package func resolved(classes: Int) -> any Layer {
    Residual(
      body: body.map { $0.resolved(classes: classes) },
      shortcut: shortcut.map { $0.resolved(classes: classes) })
  }

  package static func == (a: Residual, b: Residual) -> Bool {
    a.body.hashable == b.body.hashable
      && a.shortcut.hashable == b.shortcut.hashable
  }

  package func hash(into hasher: inout Hasher) {
    hasher.combine(body.hashable)
    hasher.combine(shortcut.hashable)
  }
}
