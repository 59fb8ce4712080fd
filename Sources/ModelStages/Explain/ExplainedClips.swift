import Cache
import Explaining
import Figures
import Imaging
import Manifest
import Pipeline
import TensorFiles

/// What pages show of the cached spectrograms that networks saw: where one lights up, and what several look like in
/// the mean.
package struct ExplainedClips {
  /// The middle of each row, in Hz.
  package let frequencies: [Double]
  package let seconds: Double
  /// As many as a card of a page shows.
  private static let columns = 256
  private let context: StageContext
  private let classes: [String]
  private let bands, frames: Int
  /// The first segment of each clip, by name.
  private let examples: [String: Example]
  private var gradCAMs: [Int64: GradCAM?] = [:]

  /// - Throws: `ManifestError`.
  package init?(in context: StageContext) throws {
    guard SpectrogramScale.isThere(for: context.configuration.spectrogram) else { return nil }
    let shape = context.configuration.tensorShape
    let scale = SpectrogramScale(context.configuration)
    self.context = context
    classes = try context.manifest.classes(of: context.rows.dataSet)
    (frequencies, seconds) = (scale.frequencies, scale.seconds)
    (bands, frames) = (shape.bands, shape.frames)
    examples = Dictionary(
      try context.examples().lazy.filter { $0.segment == 0 }.map { ($0.name, $0) }
    ) { first, _ in first }
  }

  /// The mean spectrogram `[bands, columns]` of clips, spread evenly over all where they are many; nil where the
  /// cache has none.
  package func mean(of clips: [String], atMost most: Int = 60) -> [Float]? {
    let count = min(clips.count, most)
    var (sum, found) = ([Float](repeating: 0, count: bands * frames), 0)
    for place in 0..<count {
      guard let values = spectrogram(of: clips[place * clips.count / count]) else { continue }
      found += 1
      for index in sum.indices { sum[index] += (values[index] - sum[index]) / Float(found) }
    }
    return found > 0 ? sum.narrowed(bands: bands, to: Self.columns) : nil
  }

  /// Pictures of where the run's network sees classes in a clip; nil where it has no map, or the cache has the
  /// clip or the checkpoint no longer.
  package mutating func heat(
    of clip: String, run: Int64, checkpoint: String, classes names: [String]
  ) -> [PNGImage]? {
    guard let values = spectrogram(of: clip), let gradCAM = gradCAM(of: run, checkpoint) else {
      return nil
    }
    let labels = names.compactMap { classes.firstIndex(of: $0) }
    let maps = try? gradCAM.maps(of: labels) { _, span in
      for (index, value) in values.enumerated() { span[index] = value }
    }
    return maps?.map { map in
      HeatOverlay(
        values: values.narrowed(bands: bands, to: Self.columns),
        heat: map.relative(bands: bands, frames: frames).narrowed(bands: bands, to: Self.columns),
        bands: bands, settings: context.configuration.preview ?? PreviewSettings()
      ).image
    }
  }

  private mutating func gradCAM(of run: Int64, _ checkpoint: String) -> GradCAM? {
    if let known = gradCAMs[run] { return known }
    let path = "\(context.store.root)/\(checkpoint)"
    let made = try? GradCAM(
      checkpoint: SafetensorsFile(contentsOf: path), bands: bands, frames: frames)
    gradCAMs[run] = .some(made)
    return made
  }

  private func spectrogram(of clip: String) -> [Float]? {
    guard let example = examples[clip] else { return nil }
    var values = [Float](repeating: 0, count: bands * frames)
    var span = values.mutableSpan
    do {
      try TensorReader(
        [example], shape: context.configuration.tensorShape, store: context.store
      ).read(0, into: &span)
    } catch { return nil }
    return values
  }
}
