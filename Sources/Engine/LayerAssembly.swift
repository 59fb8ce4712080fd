import Networks

/// Layers as they run: what the description lists one by one, fused where a pass over memory can be
/// saved.
struct LayerAssembly {
  private(set) var layers: [any Layer] = []
  private(set) var head: Head!

  /// - Throws: `EngineError.layers` where the engine has no kernel for what stands there.
  init(_ descriptions: [LayerDescription]) throws {
    var rest = descriptions[...]
    layers = try Self.takeLayers(&rest)
    head = try Self.takeHead(&rest)
  }

  private static func takeLayers(_ rest: inout ArraySlice<LayerDescription>) throws -> [any Layer] {
    var layers: [any Layer] = []
    while let description = rest.first {
      switch description {
      case .convolution(let name, let channels, let kernel, let stride, let padding):
        rest.removeFirst()
        layers.append(
          Convolution(
            name: name, channels: channels, kernel: kernel, stride: stride, padding: padding))
      case .batchNorm(let name):
        rest.removeFirst()
        let relu = rest.take(.relu)
        layers.append(BatchNorm(name: name, relu: relu, pool: rest.take(.averagePooling)))
      case .maxPooling(let size, let stride, let padding):
        rest.removeFirst()
        layers.append(MaxPooling(size: size, stride: stride, padding: padding))
      case .residual(let body, let shortcut):
        rest.removeFirst()
        guard case .batchNorm(let end)? = body.last else {
          throw EngineError.layers(
            found: "a residual body that ends in \(body.last.map { "\($0)" } ?? "nothing")",
            expected: "batch norm at its end")
        }
        var (inner, side) = (body.dropLast(), shortcut[...])
        layers.append(
          Residual(
            body: try takeLayers(&inner), end: BatchNorm(name: end, relu: rest.take(.relu)),
            shortcut: try takeLayers(&side)))
        guard inner.isEmpty, side.isEmpty else {
          throw EngineError.layers(
            found: "\(inner.first ?? side.first!) within a residual",
            expected: "convolutions, batch norms with their ReLU, and poolings")
        }
      case .relu, .averagePooling, .timeFrequencyPooling, .globalAveragePooling, .dropout, .linear:
        return layers
      }
    }
    return layers
  }

  private static func takeHead(_ rest: inout ArraySlice<LayerDescription>) throws -> Head {
    let pooling: Head.Pooling
    if rest.take(.timeFrequencyPooling) {
      pooling = .timeFrequency
    } else if rest.take(.globalAveragePooling) {
      pooling = .average
    } else {
      throw EngineError.layers(
        found: rest.first.map { "\($0)" } ?? "no head", expected: "a pooling over the whole map")
    }
    _ = rest.take(.dropout)
    guard case .linear(let name, let outputs)? = rest.popFirst(), rest.isEmpty else {
      throw EngineError.layers(
        found: rest.first.map { "\($0)" } ?? "no linear layer", expected: "a linear layer at last")
    }
    return Head(name: name, pooling: pooling, outputs: outputs)
  }
}

extension ArraySlice<LayerDescription> {
  /// Removes the first layer if it is this one.
  mutating func take(_ layer: LayerDescription) -> Bool {
    guard first == layer else { return false }
    removeFirst()
    return true
  }
}
