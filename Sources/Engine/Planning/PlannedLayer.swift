import Glibc
import Networks

/// A layer that the engine can run.
protocol PlannedLayer: Layer {
  /// Whether it takes the network's input as that lies, not blocked.
  static var takesInput: Bool { get }
  /// Whether it takes features that are computed plane by plane as they are read.
  static var takesPlanes: Bool { get }

  /// Plans the layer for training, together with what follows it that is done in the same pass over
  /// memory, which it takes out of `rest`.
  func training(
    _ x: Features, _ rest: inout Following, _ plan: Planner
  ) throws -> Planned

  /// Plans it as part of a trained network that is only applied.
  func inference(
    _ x: Features, _ rest: inout Following, _ plan: Planner
  ) throws -> Features
}

extension PlannedLayer {
  static var takesInput: Bool { false }
  static var takesPlanes: Bool { false }

  /// Most layers do the same in either.
  func inference(
    _ x: Features, _ rest: inout Following, _ plan: Planner
  ) throws -> Features {
    try training(x, &rest, plan).output
  }
}

/// Layers whose forward pass is planned, and whose backward pass can be.
struct Planned {
  let output: Features
  /// Whether the backward pass takes a gradient that is computed plane by plane as it is read.
  let takesPlanes: Bool
  /// Plans the gradient of the input from that of the output, and those of the parameters; nil where
  /// nothing before the input wants one.
  let backward: (_ dy: Features) throws -> Features?

  init(
    _ output: Features, takesPlanes: Bool = false,
    backward: @escaping (_ dy: Features) throws -> Features?
  ) {
    self.output = output
    self.takesPlanes = takesPlanes
    self.backward = backward
  }
}

/// What comes after a layer.
struct Following {
  var layers: ArraySlice<any Layer>
  /// What a residual adds to the end of its body.
  var sum: ResidualSum?

  /// Removes what comes next if it is of this kind.
  mutating func take<Kind: Layer>(_: Kind.Type, where condition: (Kind) -> Bool = { _ in true })
    -> Kind?
  {
    guard let layer = layers.first as? Kind, condition(layer) else { return nil }
    layers.removeFirst()
    return layer
  }

  /// Removes a function that comes next if it is one of those.
  mutating func takeFunction(
    where condition: (Activation.Function) -> Bool = { _ in true }
  ) -> Activation.Function? {
    take(Activation.self) { condition($0.function) }?.function
  }

  /// Removes the sum if it comes next.
  mutating func takeSum() -> ResidualSum? {
    guard layers.isEmpty else { return nil }
    defer { sum = nil }
    return sum
  }
}

extension Planner {
  /// Plans layers one after the other, forward; their backward pass is in reverse.
  func training(
    _ layers: [any Layer], _ x: Features, plus sum: ResidualSum? = nil
  ) throws -> Planned {
    var (output, planned) = (x, [Planned]())
    var rest = Following(layers: layers[...], sum: sum)
    while let layer = try rest.next() {
      planned.append(try layer.training(input(output, of: layer), &rest, self))
      output = planned.last!.output
    }
    output = stored(output)
    if let sum = rest.takeSum() {
      planned.append(try sum.training(output, self))
      output = planned.last!.output
    }
    return Planned(output) { [self, planned] dy in
      let dx: Features? = try planned.reversed().reduce(dy) { dy, layer in
        try dy.flatMap { try layer.backward(layer.takesPlanes ? $0 : stored($0)) }
      }
      return dx.map(stored)
    }
  }

  /// Plans layers that stay as they are, in front of those that are trained.
  func frozen(_ layers: [any Layer], _ x: Features) throws -> Features {
    if layers.isEmpty { return x }
    (fixesStatistics, parameters.addsFrozen) = (true, true)
    defer { (fixesStatistics, parameters.addsFrozen) = (false, false) }
    var output = try training(layers, x).output
    output.wantsGradient = false
    output.recomputation = nil
    return output
  }

  func inference(
    _ layers: [any Layer], _ x: Features, plus sum: ResidualSum? = nil
  ) throws -> Features {
    var output = x
    var rest = Following(layers: layers[...], sum: sum)
    while let layer = try rest.next() {
      output = try layer.inference(input(output, of: layer), &rest, self)
    }
    if let sum = rest.takeSum() { output = try sum.inference(output, self) }
    return output
  }

  private func input(_ x: Features, of layer: some PlannedLayer) -> Features {
    let x = type(of: layer).takesPlanes ? x : stored(x)
    return type(of: layer).takesInput ? x : blocked(x)
  }

  /// The features in blocks, which a network's input is not.
  func blocked(_ x: Features) -> Features {
    guard x.isInput else { return x }
    var y = features(x.shape)
    y.wantsGradient = false
    let (planes, bytes) = (inputPlanes, x.bytes)
    add("input", "blocking", uses: [x.tensor, y.tensor]) { run, _ in
      run.forEachPlane(of: y) { clip in
        let (source, target) = (run[x] + clip * planes * y.pixels * bytes, run[y, clip])
        memset(target, 0, y.planeBytes)
        for pixel in 0..<y.pixels {
          (target + pixel * y.lanes * bytes).copyMemory(
            from: source + pixel * bytes, byteCount: bytes)
        }
      }
    }
    return y
  }
}

extension Following {
  fileprivate mutating func next() throws -> (any PlannedLayer)? {
    guard let layer = layers.popFirst() else { return nil }
    guard let layer = layer as? any PlannedLayer else {
      throw EngineError.layers(found: layer.title, expected: "a layer that has a plan")
    }
    return layer
  }
}
