/// What is risked by taking the word of a classifier where it is sure (El-Yaniv and Wiener 2010).
public struct RiskCoverage: Hashable, Sendable {
  /// Of the surest 1, 2, … answers, the share that is wrong. Answers that are equally sure share their errors
  /// evenly, so that their order does not count.
  public let risks: [Double]

  /// The mean of ``risks``: the area below risk against coverage (AURC, Geifman and others 2019). 0: nothing
  /// is wrong; without any order it is the error rate.
  public var area: Double { risks.reduce(0, +) / Double(risks.count) }

  /// Nil without an answer.
  public init?(confidences: [Double], areRight: [Bool]) {
    precondition(confidences.count == areRight.count)
    guard !confidences.isEmpty else { return nil }
    let order = confidences.indices.sorted { confidences[$0] > confidences[$1] }
    var risks: [Double] = []
    var wrong = 0.0
    var start = 0
    while start < order.count {
      let end =
        order[start...].firstIndex { confidences[$0] != confidences[order[start]] } ?? order.count
      let errors = order[start..<end].count { !areRight[$0] }
      for place in start..<end {
        let before = wrong + Double(errors * (place - start + 1)) / Double(end - start)
        risks.append(before / Double(place + 1))
      }
      wrong += Double(errors)
      start = end
    }
    self.risks = risks
  }
}
