import JSON
import Networks

extension ConfigurationChecks {
  /// The network, which takes the spectrograms as they are configured.
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
    let shape = draft.spectrogram.settings.shape(sampleCount: draft.segment.windowLength)
    let (bands, frames) = (shape.dropLast().reduce(1, *), shape.last!)
    let network: NetworkDescription
    do {
      network = try keys.description()
      if keys.layers != nil {
        try network.check(bands: bands, frames: frames, classes: Self.anyClasses)
      }
    } catch {
      throw .network(origin(of: error), error)
    }
    if keys.layers == nil { try checkSize(of: network, bands: bands, frames: frames) }
    try checkTraining(network)
    guard draft.imageInput == .normalised else { return network }
    guard draft.weights != nil, keys.known?.isOfImages ?? false else {
      throw conflict(
        "training.imageInput", "only resnet18, resnet34 and resnet50 with training.weights have it")
    }
    return network.takingImages()
  }

  /// How many there are does not decide whether layers fit each other.
  private static let anyClasses = 2

  /// A known network takes spectrograms from some size on. Who says nothing of training may want the
  /// spectrograms alone.
  private func checkSize(
    of network: NetworkDescription, bands: Int, frames: Int
  ) throws(ConfigurationError) {
    func takes(_ bands: Int, _ frames: Int) -> Bool {
      (try? network.check(bands: bands, frames: frames, classes: Self.anyClasses)) != nil
    }
    guard assignments.all.contains(where: { $0.key.path.hasPrefix("training.") }),
      !takes(bands, frames)
    else { return }
    let large = 1024
    let fewestBands = (1...large).first { takes($0, large) } ?? large
    let fewestFrames = (1...large).first { takes(large, $0) } ?? large
    throw conflict(
      bands < fewestBands ? keyOfBands : keyOfFrames,
      """
      that makes spectrograms of \(bands) x \(frames) (bands x frames), and training.network \
      \(network.name) takes none of fewer than \(fewestBands) bands or \(fewestFrames) frames
      """)
  }

  private var keyOfBands: String {
    let keys = draft.spectrogram
    if keys.height != nil { return "spectrogram.size.height" }
    if keys.cepstrum.count > 0 { return "spectrogram.cepstrum.count" }
    return keys.frequency == .mel ? "spectrogram.melBands" : "spectrogram.fftSize"
  }

  private var keyOfFrames: String {
    draft.spectrogram.width != nil ? "spectrogram.size.width" : "segment.seconds"
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
    } else if known.contains(keys.name) || Baseline(rawValue: keys.name) != nil {
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
