import CKernels
import Engine
import Networks

/// Layers planned for spectrograms of one shape, standardised alike, batch by batch.
///
/// Several teams compute batches beside each other, each by a plan of its own.
final class PlannedNetwork {
  /// Numbers that the last layer makes of a clip.
  let outputs: Int
  private let standardisation: Standardisation
  private let lanes: [Lane]
  private let batch: Int
  /// Values of a spectrogram.
  private let size: Int

  /// - Parameters:
  ///   - batchSize: Clips that are computed at once.
  ///   - teams: One at least.
  ///   - weights: Gives parameters and running statistics by PyTorch's names.
  /// - Throws: `NetworkError`, `EngineError`, or what `weights` throws.
  init(
    _ layers: [any Layer], bands: Int, frames: Int, batchSize: Int, precision: Precision,
    teams: [Team], standardisation: Standardisation, weights: @escaping TensorSource
  ) throws {
    lanes = try teams.map { team in
      let plan = try team.lead {
        try InferencePlan(
          layers: layers, batch: batchSize, bands: bands, frames: frames, precision: precision,
          team: team, weights: weights)
      }
      return Lane(plan, team)
    }
    outputs = lanes[0].outputs
    batch = batchSize
    size = bands * frames
    self.standardisation = standardisation
  }

  /// Computes every clip's outputs, and hands them on, `[clips of a batch, outputs]`.
  ///
  /// - Parameter read: Fills the span with the spectrogram `[bands, frames]` of a clip.
  /// - Throws: What `read` or `use` throws, or `EngineError`.
  func forEachBatch(
    of clips: Int, read: (_ clip: Int, _ into: inout MutableSpan<Float>) throws -> Void,
    use: (ArraySlice<Float>) throws -> Void
  ) throws {
    defer { for lane in lanes { _ = try? lane.finish() } }
    func useResult(of lane: Lane) throws {
      guard let values = try lane.finish() else { return }
      try use(values.prefix(lane.count * outputs))
    }
    var next = [Float](repeating: 0, count: batch * size)
    for (index, first) in stride(from: 0, to: clips, by: batch).enumerated() {
      let count = min(batch, clips - first)
      for place in 0..<count { try fill(&next, place) { try read(first + place, &$0) } }
      let lane = lanes[index % lanes.count]
      try useResult(of: lane)
      lane.start(&next, count: count)
    }
    let batches = (clips + batch - 1) / batch
    for index in max(0, batches - lanes.count)..<batches {
      try useResult(of: lanes[index % lanes.count])
    }
  }

  private func fill(
    _ inputs: inout [Float], _ place: Int, _ read: (inout MutableSpan<Float>) throws -> Void
  ) rethrows {
    try inputs.withUnsafeMutableBufferPointer { inputs in
      let own = UnsafeMutableBufferPointer(rebasing: inputs[place * size..<(place + 1) * size])
      var span = own.mutableSpan
      try read(&span)
      ck_standardise(own.baseAddress!, size, standardisation.mean, standardisation.deviation)
    }
  }
}

// @unchecked: between `start` and `finish` its team alone touches it, else its owner.
/// A plan and the team that computes it.
private final class Lane: @unchecked Sendable {
  private let plan: InferencePlan
  private let team: Team
  private var inputs: [Float]
  private var result: Result<[Float], any Error>?
  private var isBusy = false
  /// Clips of the batch.
  private(set) var count = 0

  init(_ plan: InferencePlan, _ team: Team) {
    self.plan = plan
    self.team = team
    inputs = [Float](repeating: 0, count: plan.batch * plan.bands * plan.frames)
  }

  var outputs: Int { plan.classes }

  /// Begins with a batch, and gives the memory of the one before for the next.
  func start(_ batch: inout [Float], count: Int) {
    swap(&inputs, &batch)
    self.count = count
    isBusy = true
    team.start { [self] in
      result = Result { try team.lead { try outputs(of: inputs) } }
    }
  }

  private func outputs(of inputs: [Float]) throws -> [Float] {
    try plan.logits(input: inputs.span)
  }

  /// `[batch, outputs]` of the batch that was begun; nil where none was.
  func finish() throws -> [Float]? {
    guard isBusy else { return nil }
    team.wait()
    isBusy = false
    return try result!.get()
  }
}
