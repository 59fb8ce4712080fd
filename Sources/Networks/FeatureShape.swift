/// The shape of what flows from layer to layer, of one clip.
package enum FeatureShape: Hashable, Sendable, CustomStringConvertible {
  /// `[channels, height, width]`: bands and frames at first.
  case map(channels: Int, height: Int, width: Int)
  /// `[steps, features]`: of frames or cells, one after the other.
  case sequence(steps: Int, features: Int)
  /// `[features]`
  case vector(Int)

  package var description: String {
    switch self {
    case .map(let channels, let height, let width):
      "\(channels) \(channels == 1 ? "map" : "maps") of \(height) x \(width)"
    case .sequence(let steps, let features):
      "\(steps) \(steps == 1 ? "step" : "steps") of \(features)"
    case .vector(let features): "a vector of \(features)"
    }
  }

  /// Channels of a map, features of a step or of a vector.
  package var channels: Int {
    switch self {
    case .map(let channels, _, _): channels
    case .sequence(_, let features): features
    case .vector(let features): features
    }
  }

  /// The same places with so many channels or features.
  package func with(channels: Int) -> FeatureShape {
    switch self {
    case .map(_, let height, let width): .map(channels: channels, height: height, width: width)
    case .sequence(let steps, _): .sequence(steps: steps, features: channels)
    case .vector: .vector(channels)
    }
  }

  /// Values of a clip.
  var count: Double {
    switch self {
    case .map(let channels, let height, let width):
      Double(channels) * Double(height) * Double(width)
    case .sequence(let steps, let features): Double(steps) * Double(features)
    case .vector(let features): Double(features)
    }
  }

  func requireMap() throws(LayerFault) -> (channels: Int, height: Int, width: Int) {
    guard case .map(let channels, let height, let width) = self else {
      throw LayerFault(
        found: "gets \(self)", expected: "maps, as before a pooling over all of them")
    }
    return (channels, height, width)
  }

  func requireSequence() throws(LayerFault) -> (steps: Int, features: Int) {
    guard case .sequence(let steps, let features) = self else {
      throw LayerFault(
        found: "gets \(self)", expected: "steps", advice: "put steps before it")
    }
    return (steps, features)
  }

  func requireVector() throws(LayerFault) -> Int {
    guard case .vector(let features) = self else {
      throw LayerFault(
        found: "gets \(self)", expected: "a vector",
        advice: "put time-frequency-pooling or global-average-pooling before it")
    }
    return features
  }
}
