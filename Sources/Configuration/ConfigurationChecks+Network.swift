import JSON
import Networks

extension ConfigurationChecks {
  /// The network, which takes the spectrograms as they are configured if it is of layers.
  func network() throws(ConfigurationError) -> NetworkDescription {
    let keys = draft.network
    try checkName()
    if let width = keys.width {
      guard let known = keys.known else {
        throw conflict("training.network.width", "layers say their own channels")
      }
      if known.widthIsWhole, Int(exactly: width) == nil {
        throw conflict(
          "training.network.width", "\(known.rawValue) takes channels, a whole number of them")
      }
    }
    do {
      let network = try keys.description()
      guard keys.layers != nil else { return network }
      let shape = draft.spectrogram.settings.shape(sampleCount: draft.segment.windowLength)
      // Any number of classes shows whether the layers fit each other.
      try network.check(
        bands: shape.dropLast().reduce(1, *), frames: shape.last!, classes: 2)
      return network
    } catch {
      throw .network(origin(of: error), error)
    }
  }

  /// One that is known, or for layers one that is not.
  private func checkName() throws(ConfigurationError) {
    let keys = draft.network
    let known = NetworkDescription.Name.allCases.map(\.rawValue)
    let origin = assignments.last("training.network.name")?.origin ?? .file(path, line: 0)
    if keys.layers == nil {
      guard known.contains(keys.name) else {
        let names = known.map { "\"\($0)\"" }
        throw .value(
          origin, key: "training.network.name", found: keys.name.json.text,
          expected: names.dropLast().joined(separator: ", ") + " or \(names.last!), or any other "
            + "name beside training.network.layers")
      }
    } else if (known + ["linear", "duration"]).contains(keys.name) {
      throw conflict(
        "training.network.name", "with training.network.layers the network needs a name of its own")
    }
  }

  private func origin(of error: NetworkError) -> ConfigurationError.Origin {
    let origin = assignments.last("training.network.layers")?.origin ?? .file(path, line: 0)
    guard case .file(let file, let line) = origin else { return origin }
    let own = error.line > 0 ? error.line : draft.network.layers?.line(ofLayer: error.index) ?? 0
    return .file(file, line: own > 0 ? own : line)
  }
}
