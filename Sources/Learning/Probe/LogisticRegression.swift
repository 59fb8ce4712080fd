import COpenBLAS
import Glibc

/// Logistic regression on standardised features, penalised by the squares of its weights but not of its
/// intercepts: scikit-learn's `make_pipeline(StandardScaler(), LogisticRegression(C=c))`, multinomial where a
/// row has one class, and for rows of several the same in a `OneVsRestClassifier`.
struct LogisticRegression {
  let classes: Int
  let features: Int
  private let scales: FeatureScales
  /// Of standardised features: weights `[features, classes]`, then intercepts `[classes]`.
  private(set) var parameters: [Double]

  /// Fits rows of features.
  /// - Parameters:
  ///   - rows: `[rows, features]`
  ///   - inversePenalty: scikit-learn's C
  ///   - tolerance: It ends when no component of the mean loss's gradient is larger.
  ///   - start: One fitted to the same rows, whose weights are the first guess.
  /// - Throws: `TrainingError.algebra` where OpenBLAS is not there.
  init(
    _ rows: [Float], labels: ProbeLabels, inversePenalty: Double, tolerance: Double = 1e-5,
    from start: LogisticRegression? = nil
  ) throws(TrainingError) {
    if let reason = ob_load() { throw .algebra(reason: String(cString: reason)) }
    let (count, features) = (labels.count, rows.count / labels.count)
    var x = rows.map { Double($0) }
    scales = FeatureScales(of: x, features: features)
    scales.standardise(&x)
    classes = labels.classes
    self.features = features
    let objective = Objective(
      x: x, labels: labels, features: features, classes: classes,
      penalty: 1 / (inversePenalty * Double(count)))
    let zero = [Double](repeating: 0, count: (features + 1) * classes)
    parameters = LBFGS(tolerance: tolerance, largestIterations: 1_000).minimum(
      from: start?.parameters ?? zero, objective.evaluate)
  }

  /// Logits, `[rows, classes]`.
  func logits(_ rows: [Float]) -> [Double] {
    var x = rows.map { Double($0) }
    scales.standardise(&x)
    return Objective.logits(x, parameters, features: features, classes: classes)
  }

  /// The same as a linear layer of features as they are: weights `[classes, features]`, then biases.
  var linearLayer: (weights: [Float], biases: [Float]) {
    var weights = [Float](repeating: 0, count: classes * features)
    var biases = parameters.suffix(classes).map { $0 }
    for feature in 0..<features {
      for label in 0..<classes {
        let weight = parameters[feature * classes + label] / scales.deviations[feature]
        weights[label * features + feature] = Float(weight)
        biases[label] -= weight * scales.means[feature]
      }
    }
    return (weights, biases.map { Float($0) })
  }
}

/// The mean cross-entropy of rows, with the penalty, and its gradient.
private struct Objective {
  /// Standardised, `[rows, features]`.
  let x: [Double]
  let labels: ProbeLabels
  let features: Int
  let classes: Int
  /// Half of it times each weight's square is added.
  let penalty: Double

  static func logits(
    _ x: [Double], _ parameters: [Double], features: Int, classes: Int
  ) -> [Double] {
    let rows = x.count / features
    var logits = [Double](repeating: 0, count: rows * classes)
    ob_product(x, parameters, Int32(rows), Int32(features), Int32(classes), &logits)
    for place in logits.indices {
      logits[place] += parameters[features * classes + place % classes]
    }
    return logits
  }

  func evaluate(_ parameters: [Double], _ gradient: inout [Double]) -> Double {
    var residuals = Self.logits(x, parameters, features: features, classes: classes)
    let loss = labels.isMultiLabel ? binaryLoss(&residuals) : categoricalLoss(&residuals)
    gradient.withUnsafeMutableBufferPointer {
      ob_transposed_product(
        x, residuals, Int32(labels.count), Int32(features), Int32(classes), $0.baseAddress!)
    }
    for label in 0..<classes { gradient[features * classes + label] = 0 }
    for place in residuals.indices {
      gradient[features * classes + place % classes] += residuals[place]
    }
    var squares = 0.0
    for place in 0..<features * classes {
      squares += parameters[place] * parameters[place]
      gradient[place] += penalty * parameters[place]
    }
    return loss + penalty * squares / 2
  }

  /// Takes logits, `[rows, classes]`, and leaves the gradient of the mean cross-entropy by them.
  private func categoricalLoss(_ residuals: inout [Double]) -> Double {
    let share = 1 / Double(labels.count)
    var loss = 0.0
    for row in labels.rows.indices {
      let range = row * classes..<(row + 1) * classes
      let own = row * classes + labels.rows[row][0]
      let highest = residuals[range].max()!
      var sum = 0.0
      loss -= (residuals[own] - highest) * share
      for place in range {
        residuals[place] = exp(residuals[place] - highest)
        sum += residuals[place]
      }
      loss += log(sum) * share
      for place in range { residuals[place] *= share / sum }
      residuals[own] -= share
    }
    return loss
  }

  /// The same where each class has a probability of its own.
  private func binaryLoss(_ residuals: inout [Double]) -> Double {
    let share = 1 / Double(labels.count)
    var loss = 0.0
    for row in labels.rows.indices {
      for label in 0..<classes {
        let place = row * classes + label
        let isHeard = labels.rows[row].contains(label)
        let logit = residuals[place]
        loss += binaryCrossEntropy(logit, isHeard) * share
        residuals[place] = (1 / (1 + exp(-logit)) - (isHeard ? 1 : 0)) * share
      }
    }
    return loss
  }
}
