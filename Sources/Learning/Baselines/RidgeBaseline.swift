import COpenBLAS
import TensorFiles

/// The `linear` baseline: ridge regression from the mean and deviation of each band to the classes,
/// one-hot, in float64.
///
/// Regression on one-hot labels estimates the classes' probabilities; the estimates are clipped to
/// 0.001 … 1 and scaled so that they add up to 1.
public struct RidgeBaseline: Hashable, Sendable {
  public let classes: Int
  public let bands: Int
  /// Of the standardised features' squared weights in the loss; scikit-learn's `alpha`.
  public static let penalty = 1.0

  /// What standardises the features, `[2 · bands]` each.
  private let means: [Double]
  private let deviations: [Double]
  /// `[2 · bands, classes]`, and the classes' frequencies.
  private let weights: [Double]
  private let intercepts: [Double]

  /// Fits the training clips.
  /// - Throws: `TrainingError` `noClips` or `algebra`, or what the examples' reader throws.
  public init(training examples: TrainingExamples) throws {
    guard !examples.labels.isEmpty else { throw TrainingError.noClips }
    let (clips, classes, count) = (examples.labels.count, examples.classes, 2 * examples.bands)
    var features: [Double] = []
    features.reserveCapacity(clips * count)
    var spectrogram = [Float](repeating: 0, count: examples.valuesPerClip)
    for clip in 0..<clips {
      var span = spectrogram.mutableSpan
      try examples.read(clip, &span)
      features += BandStatistics.features(
        of: spectrogram, bands: examples.bands, frames: examples.frames)
    }
    let (means, deviations) = Self.standardise(&features, columns: count)
    var frequencies = [Double](repeating: 0, count: classes)
    for label in examples.labels { frequencies[label] += 1 / Double(clips) }
    var targets = [Double](repeating: 0, count: clips * classes)
    for (clip, label) in examples.labels.enumerated() {
      for index in 0..<classes {
        targets[clip * classes + index] = (index == label ? 1 : 0) - frequencies[index]
      }
    }
    bands = examples.bands
    self.classes = classes
    self.means = means
    self.deviations = deviations
    intercepts = frequencies
    weights = try Self.solve(features, targets, rows: clips, columns: count, classes: classes)
  }

  /// The probabilities of each clip, `[clips, classes]`.
  /// - Parameter read: fills the span with the spectrogram `[bands, frames]` of a clip.
  public func probabilities(
    clips: Int, frames: Int, read: (_ clip: Int, _ into: inout MutableSpan<Float>) throws -> Void
  ) rethrows -> [Float] {
    var spectrogram = [Float](repeating: 0, count: bands * frames)
    var result: [Float] = []
    for clip in 0..<clips {
      var span = spectrogram.mutableSpan
      try read(clip, &span)
      result += probabilities(
        BandStatistics.features(of: spectrogram, bands: bands, frames: frames))
    }
    return result
  }

  private func probabilities(_ features: [Double]) -> [Float] {
    var scores = intercepts
    for (column, feature) in features.enumerated() {
      let value = (feature - means[column]) / deviations[column]
      for index in 0..<classes { scores[index] += value * weights[column * classes + index] }
    }
    let clipped = scores.map { min(max($0, 0.001), 1) }
    let sum = clipped.reduce(0, +)
    return clipped.map { Float($0 / sum) }
  }

  /// Makes every column zero in mean and one in deviation; a constant one stays zero.
  private static func standardise(
    _ features: inout [Double], columns: Int
  ) -> (means: [Double], deviations: [Double]) {
    let rows = features.count / columns
    var means = [Double](repeating: 0, count: columns)
    var deviations = [Double](repeating: 1, count: columns)
    for column in 0..<columns {
      let places = stride(from: column, to: features.count, by: columns)
      means[column] = places.reduce(0) { $0 + features[$1] } / Double(rows)
      let square = places.reduce(0) { sum, place in
        sum + (features[place] - means[column]) * (features[place] - means[column])
      }
      if square > 0 { deviations[column] = (square / Double(rows)).squareRoot() }
      for place in places {
        features[place] = (features[place] - means[column]) / deviations[column]
      }
    }
    return (means, deviations)
  }

  /// (XᵀX + penalty)⁻¹ Xᵀ Y through Cholesky's factor.
  private static func solve(
    _ x: [Double], _ y: [Double], rows: Int, columns: Int, classes: Int
  ) throws(TrainingError) -> [Double] {
    if let reason = ob_load() { throw .algebra(reason: String(cString: reason)) }
    let (n, m, k) = (Int32(columns), Int32(rows), Int32(classes))
    var gram = [Double](repeating: 0, count: columns * columns)
    var solution = [Double](repeating: 0, count: columns * classes)
    for index in 0..<columns { gram[index * columns + index] = penalty }
    ob_add_gram(x, m, n, &gram)
    ob_transposed_product(x, y, m, n, k, &solution)
    factorise(&gram, size: columns)
    for isTransposed in [false, true] {
      ob_solve_triangular(gram, n, isTransposed, &solution, k)
    }
    return solution
  }

  /// Cholesky's factor L, L·Lᵀ = `matrix`, in its lower triangle.
  private static func factorise(_ matrix: inout [Double], size: Int) {
    for row in 0..<size {
      for column in 0...row {
        var sum = matrix[row * size + column]
        for index in 0..<column {
          sum -= matrix[row * size + index] * matrix[column * size + index]
        }
        matrix[row * size + column] =
          row == column ? sum.squareRoot() : sum / matrix[column * size + column]
      }
    }
  }
}

extension RidgeBaseline {
  /// The fitted numbers, as float32.
  public var file: SafetensorsFile {
    var file = SafetensorsFile()
    func insert(_ name: String, _ shape: [Int], _ values: [Double]) {
      file.insert(.init(shape: shape, floats: values.map { Float($0) }), as: name)
    }
    insert("features.mean", [2 * bands], means)
    insert("features.standard_deviation", [2 * bands], deviations)
    insert("weight", [2 * bands, classes], weights)
    insert("bias", [classes], intercepts)
    return file
  }

  /// What `file` gave.
  /// - Throws: `TensorFileError` or `CheckpointError` that names the tensor.
  public init(_ file: SafetensorsFile) throws {
    let weight = try file.tensor(named: "weight")
    guard weight.shape.count == 2, weight.shape[0] > 0, weight.shape[0] % 2 == 0,
      weight.shape[1] > 0
    else {
      throw CheckpointError.shape(
        tensor: "weight", found: weight.shape, expected: "[2 · bands, classes]")
    }
    func values(_ name: String, _ shape: [Int]) throws -> [Double] {
      let values = try file.floats(named: name, shape: shape)
      if let wrong = values.first(where: { !$0.isFinite }) {
        throw CheckpointError.value(tensor: name, found: "\(wrong)", expected: "finite numbers")
      }
      return values.map { Double($0) }
    }
    bands = weight.shape[0] / 2
    classes = weight.shape[1]
    weights = try values("weight", weight.shape)
    intercepts = try values("bias", [classes])
    means = try values("features.mean", [2 * bands])
    deviations = try values("features.standard_deviation", [2 * bands])
    if let wrong = deviations.first(where: { $0 <= 0 }) {
      throw CheckpointError.value(
        tensor: "features.standard_deviation", found: "\(wrong)", expected: "positive numbers")
    }
  }
}
