import Glibc

/// The cross-entropy of softmax(logits) against soft labels, −Σ target · log p, mean over the batch, in
/// float64.
package enum CrossEntropy {
  /// - Parameters:
  ///   - logits: `[batch, classes]`
  ///   - targets: `[batch, classes]`, each row adding up to 1, or to a weight of its own
  package static func loss(_ logits: [Float], targets: [Float], classes: Int) -> Double {
    var sum = 0.0
    for row in stride(from: 0, to: logits.count, by: classes) {
      let logs = logSoftmax(logits[row..<row + classes])
      for (log, target) in zip(logs, targets[row..<row + classes]) { sum -= Double(target) * log }
    }
    return sum / Double(logits.count / classes)
  }

  /// (softmax(logits) · weight − targets) / batch, the loss's gradient by the logits.
  /// - Parameter isWeighted: whether the rows of targets add up to weights other than 1.
  package static func gradient(
    _ logits: [Float], targets: [Float], classes: Int, isWeighted: Bool = false
  ) -> [Float] {
    let batch = Double(logits.count / classes)
    return stride(from: 0, to: logits.count, by: classes).flatMap { row in
      let targets = targets[row..<row + classes]
      let weight = isWeighted ? targets.reduce(0) { $0 + Double($1) } : 1
      return zip(logSoftmax(logits[row..<row + classes]), targets).map {
        Float((exp($0) * weight - Double($1)) / batch)
      }
    }
  }

  /// The probabilities of each row of logits, `[batch, classes]`.
  package static func softmax(_ logits: [Float], classes: Int) -> [Float] {
    stride(from: 0, to: logits.count, by: classes).flatMap { row in
      logSoftmax(logits[row..<row + classes]).map { Float(exp($0)) }
    }
  }

  private static func logSoftmax(_ logits: ArraySlice<Float>) -> [Double] {
    let most = Double(logits.max() ?? 0)
    let total = log(logits.reduce(0) { $0 + exp(Double($1) - most) })
    return logits.map { Double($0) - most - total }
  }
}
