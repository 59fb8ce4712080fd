import TensorFiles

/// Known sounds in a model's file: small tensors beside the network's.
extension KnownSounds {
  private static let prefix = "known."
  private static let (means, deviations) = (prefix + "mean", prefix + "deviation")
  /// float16, `[sounds, features]`: half the bytes, and a cosine within 0.001.
  private static let vectors = prefix + "sounds"
  private static let recordings = prefix + "recordings"
  private static let distances = prefix + "distances"
  static let tensors = [means, deviations, vectors, recordings, distances]

  public func insert(into file: inout SafetensorsFile) {
    file.insert(.init(shape: [features], floats: means), as: Self.means)
    file.insert(.init(shape: [features], floats: deviations), as: Self.deviations)
    file.insert(
      .init(shape: [count, features], floats: vectors, as: .float16), as: Self.vectors)
    file.insert(
      .init(shape: [count], integers: recordings.map(Int64.init)), as: Self.recordings)
    file.insert(
      .init(shape: [distances.count], floats: distances.map { Float($0) }), as: Self.distances)
  }

  /// Those of a model's file, as untrusted input; nil where it has none.
  ///
  /// - Throws: `TensorFileError` or `CheckpointError` where they are not whole; `VectorIndexError` where OpenBLAS is
  ///   not there.
  public init?(_ file: SafetensorsFile) throws {
    guard file.names.contains(where: Self.tensors.contains) else { return nil }
    let shape = try file.tensor(named: Self.vectors).shape
    guard shape.count == 2, shape[0] > 0, shape[1] > 0 else {
      throw CheckpointError.shape(
        tensor: Self.vectors, found: shape, expected: "[sounds, features]")
    }
    let recordings = try file.integers(named: Self.recordings, shape: [shape[0]])
    let distances = try file.floats(named: Self.distances)
    let deviations = try file.floats(named: Self.deviations, shape: [shape[1]])
    if let wrong = deviations.first(where: { !($0 > 0) }) {
      throw CheckpointError.value(
        tensor: Self.deviations, found: "\(wrong)", expected: "positive numbers")
    }
    guard !distances.isEmpty, distances.allSatisfy({ -0.01...2.01 ~= $0 }) else {
      throw CheckpointError.value(
        tensor: Self.distances, found: "none, or others", expected: "distances from 0 to 2")
    }
    guard recordings[0] >= 0, zip(recordings, recordings.dropFirst()).allSatisfy(<=) else {
      throw CheckpointError.value(
        tensor: Self.recordings, found: "numbers that are out of order",
        expected: "a number a recording, ascending from 0")
    }
    try self.init(
      means: file.floats(named: Self.means, shape: [shape[1]]), deviations: deviations,
      vectors: file.floats(named: Self.vectors), recordings: recordings.map { Int($0) },
      distances: distances.map { Double($0) })
  }
}
