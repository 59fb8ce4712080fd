import Configuration
import DataStages
import Networks
import TensorFiles

/// Whether weights are of the network that is to begin with them, found before any work.
struct WeightsFit {
  private let weights: any NamedTensors
  private let shape: TensorShape

  /// Looks at all tensors but the head's, which may be of other classes.
  /// - Throws: `WeightsMisfit`, or what keeps the file from being read.
  static func check(_ origin: WeightsOrigin, _ configuration: PipelineConfiguration) throws {
    let fit = WeightsFit(weights: try origin.read(), shape: configuration.tensorShape)
    let network = configuration.training.network
    guard let reason = try fit.misfit(of: network) else { return }
    let others = try NetworkDescription.Name.allCases.filter {
      let other = NetworkDescription($0)
      return try fit.body(of: other) != nil && fit.misfit(of: other) == nil
    }
    throw WeightsMisfit(
      network: network.name, reason: reason, fitting: others.map(\.rawValue))
  }

  /// nil where the spectrograms are too small for the network, which is said elsewhere.
  private func body(of network: NetworkDescription) -> [any Layer]? {
    try? network.body(bands: shape.bands, frames: shape.frames)
  }

  /// Why a network cannot begin with the weights; nil where it can.
  private func misfit(of network: NetworkDescription) throws -> TensorFileError? {
    guard let body = body(of: network) else { return nil }
    let input = FeatureShape.map(channels: 1, height: shape.bands, width: shape.frames)
    for tensor in try LayerList.tensors(body, input: input) where tensor.role != .counter {
      do throws(TensorFileError) {
        _ = try weights.tensor(named: tensor.name, shape: tensor.shape)
      } catch {
        return error
      }
    }
    return nil
  }
}

/// Weights are of another network.
struct WeightsMisfit: Error, CustomStringConvertible {
  let network: String
  let reason: TensorFileError
  /// Known networks that they fit.
  let fitting: [String]

  var description: String {
    let advice =
      fitting.isEmpty
      ? "no known network has such tensors; was it made for another?"
      : "these weights fit training.network \(fitting.joined(separator: " or "))"
    return "Could not begin \(network) with training.weights: \(finding); \(advice)."
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
