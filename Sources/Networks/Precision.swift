/// The number format of activations and of the products in convolutions.
///
/// Weights, statistics, loss and optimizer are float32 in either.
public enum Precision: String, CaseIterable, Codable, Hashable, Sendable {
  case float32
  case bfloat16

  package var byteCount: Int { self == .float32 ? 4 : 2 }
}
