import Configuration
import DataStages
import Explaining
import Learning
import Manifest
import Pipeline
import Spectrogram
import TensorFiles

/// What a run's network goes by in clips that it found, class by class: by bands and by time, the mean over some.
struct RunEvidence {
  let records: [EvidenceRecord]

  /// Of a class; more change the mean little, and each costs some forty passes.
  private static let clipsOfAClass = 10
  /// Ranges of bands, and of time.
  private static let parts = 16

  /// - Parameter segments: Of the folds that the run was tested on, those of a clip one after the other.
  init(
    of run: RunRecord, _ checkpoint: SafetensorsFile, on segments: SegmentSet,
    in context: StageContext
  ) throws {
    let found = try context.manifest.clipsFound(by: run.id)
    let shape = segments.shape
    let classifier = try Classifier(
      checkpoint: checkpoint, bands: shape.bands, frames: shape.frames)
    let gradCAM = try GradCAM(checkpoint: checkpoint, bands: shape.bands, frames: shape.frames)
    let scale = SpectrogramScale(context.configuration)
    var records: [EvidenceRecord] = []
    for label in segments.classes.indices {
      let own = segments.examples.indices.filter {
        let example = segments.examples[$0]
        return example.label == label && example.segment == 0 && found.contains(example.clip)
      }
      let count = min(own.count, Self.clipsOfAClass)
      guard count > 0 else { continue }
      var mean = MeanEvidence()
      for place in 0..<count {
        if Interruption.isRequested { break }
        var values = [Float](repeating: 0, count: shape.count)
        var span = values.mutableSpan
        try segments.read(own[place * own.count / count], &span)
        let occlusion = try Occlusion(
          values, bands: shape.bands, by: classifier, parts: Self.parts)
        let map = try gradCAM?.maps(of: [label]) { _, span in
          for (index, value) in values.enumerated() { span[index] = value }
        }.first
        mean.add(occlusion, label: label, map, bands: shape.bands, frames: shape.frames)
      }
      records += mean.records(of: label, scale)
    }
    self.records = records
  }
}

/// Over clips of a class.
private struct MeanEvidence {
  private var clips = 0.0
  private var ranges: [EvidenceRecord.Axis: [Range<Int>]] = [:]
  private var losses: [EvidenceRecord.Axis: [Double]] = [:]
  private var activations: [EvidenceRecord.Axis: [Double]] = [:]

  mutating func add(
    _ occlusion: Occlusion, label: Int, _ map: ActivationMap?, bands: Int, frames: Int
  ) {
    clips += 1
    ranges = [.bands: occlusion.bands, .times: occlusion.frames]
    func add(
      _ values: [Double], to sums: inout [EvidenceRecord.Axis: [Double]],
      _ axis: EvidenceRecord.Axis
    ) {
      sums[axis] = zip(sums[axis] ?? values.map { _ in 0 }, values).map { $0 + $1 }
    }
    add(occlusion.bandDrops.map { Double($0[label]) }, to: &losses, .bands)
    add(occlusion.frameDrops.map { Double($0[label]) }, to: &losses, .times)
    guard let heat = map?.spread(bands: bands, frames: frames) else { return }
    let total = heat.reduce(0.0) { $0 + Double($1) }
    func share(_ rows: Range<Int>, _ columns: Range<Int>) -> Double {
      var sum = 0.0
      for row in rows { for column in columns { sum += Double(heat[row * frames + column]) } }
      return total > 0 ? sum / total : 0
    }
    add(occlusion.bands.map { share($0, 0..<frames) }, to: &activations, .bands)
    add(occlusion.frames.map { share(0..<bands, $0) }, to: &activations, .times)
  }

  func records(of label: Int, _ scale: SpectrogramScale) -> [EvidenceRecord] {
    [EvidenceRecord.Axis.bands, .times].flatMap { axis in
      (ranges[axis] ?? []).enumerated().map { place, range in
        let ends = axis == .bands ? scale.hertz(range) : scale.time(range)
        return EvidenceRecord(
          label: label, axis: axis, place: place, low: ends.low, high: ends.high,
          clips: Int(clips), activation: activations[axis].map { $0[place] / clips },
          loss: losses[axis]![place] / clips)
      }
    }
  }
}
