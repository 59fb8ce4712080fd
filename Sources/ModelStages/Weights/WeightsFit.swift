import Configuration
import DataStages
import Networks
import TensorFiles

/// Whether weights are of the network that is to begin with them, found before any work.
struct WeightsFit {
  private let weights: any NamedTensors
  private let shape: TensorShape

  /// Looks at all tensors; at the head's, which may be of other classes, where it is trained on.
  ///
  /// - Parameter classes: Of the data set, where they are known already.
  /// - Throws: `WeightsMisfit`, `FrontEndMismatch` where a checkpoint was trained behind another front end,
  ///   or what keeps the file from being read.
  static func check(
    _ origin: WeightsOrigin, _ configuration: PipelineConfiguration, classes: Int?
  ) throws {
    let weights = try origin.read(behind: FrontEndCard(configuration))
    let fit = WeightsFit(weights: weights, shape: configuration.tensorShape)
    let network = configuration.training.network
    guard let reason = try fit.misfit(of: network) else {
      guard configuration.mode == .train, let classes else { return }
      return try fit.checkHead(of: network, classes: classes)
    }
    if case .mismatched(_, let tensor, _, _) = reason,
      try network.isOfOneLength(tensor, bands: fit.shape.bands, frames: fit.shape.frames)
    {
      throw WeightsMisfit(
        network: network.name, reason: reason,
        advice: """
          this network is made for one length: render spectrograms of as many bands and frames as these \
          weights were trained on, or train a network that takes any length, such as cnn4
          """)
    }
    let others = try fit.named()
    throw WeightsMisfit(
      network: network.name, reason: reason,
      advice: others.isEmpty
        ? "no known network has such tensors; was it made for another?"
        : "these weights fit training.network \(others.map(\.rawValue).joined(separator: " or "))")
  }

  /// The known networks that can begin with the weights and take most of them: what a `crnn` has learned has all
  /// that `cnn4` needs.
  private func named() throws -> [NetworkDescription.Name] {
    let sizes = try NetworkDescription.Name.allCases.compactMap { name in
      try body(of: NetworkDescription(name)).flatMap { body in
        try misfit(of: body) == nil ? (name: name, count: tensors(of: body).count) : nil
      }
    }
    let most = sizes.map(\.count).max()
    return sizes.filter { $0.count == most }.map(\.name)
  }

  /// - Throws: `WeightsMisfit` where the weights are of other classes.
  private func checkHead(of network: NetworkDescription, classes: Int) throws {
    guard let reason = try misfit(of: network.layers(classes: classes)) else { return }
    throw WeightsMisfit(
      network: network.name, reason: reason,
      advice:
        "training.mode fine-tune gives the network a head for this data set's \(classes) classes")
  }

  /// nil where the spectrograms are too small for the network, which is said elsewhere.
  private func body(of network: NetworkDescription) -> [any Layer]? {
    try? network.body(bands: shape.bands, frames: shape.frames)
  }

  /// Why a network cannot begin with the weights; nil where it can.
  private func misfit(of network: NetworkDescription) throws -> TensorFileError? {
    try body(of: network).flatMap(misfit)
  }

  private func misfit(of layers: [any Layer]) throws -> TensorFileError? {
    for tensor in try tensors(of: layers) where tensor.role != .counter {
      do throws(TensorFileError) {
        _ = try weights.tensor(named: tensor.name, shape: tensor.shape)
      } catch {
        return error
      }
    }
    return nil
  }

  private func tensors(of layers: [any Layer]) throws -> [TensorDescription] {
    try LayerList.tensors(
      layers, input: .map(channels: 1, height: shape.bands, width: shape.frames))
  }
}

/// Weights are of another network.
struct WeightsMisfit: Error, CustomStringConvertible {
  let network: String
  let reason: TensorFileError
  /// What to try.
  let advice: String

  var description: String {
    "Could not begin \(network) with training.weights: \(finding); \(advice)."
  }

  private var finding: String {
    switch reason {
    case .mismatched(let file, let tensor, let found, let expected):
      "tensor '\(tensor)' of \(file) is \(found), expected \(expected)"
    case .missing(let file, let tensor): "\(file) has no tensor '\(tensor)'"
    default: "\(reason)"
    }
  }
}
