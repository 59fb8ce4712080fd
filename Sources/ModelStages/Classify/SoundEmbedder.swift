import Audio
import Configuration
import Learning

/// Says what a model's network makes of sound files before it names them: a vector a segment.
package final class SoundEmbedder {
  private let model: TrainedModel
  private let network: Embedder
  private let segments: SoundSegments

  /// - Throws: `ModelError`, a sentence that names what is wrong with the model.
  package init(_ model: TrainedModel) throws {
    self.model = model
    let shape = model.frontEnd.tensorShape
    segments = try SoundSegments(model.frontEnd)
    do {
      network = try Embedder(
        checkpoint: model.checkpoint, bands: shape.bands, frames: shape.frames, batchSize: 1)
    } catch {
      throw ModelError.unusable(path: model.path, reason: "\(error)")
    }
  }

  /// Numbers of an embedding.
  package var features: Int { network.features }

  /// - Parameter stretch: A part of the file; nil: all of it.
  /// - Returns: An embedding a segment; nil when it was interrupted.
  /// - Throws: `AudioFault` where the file gives no samples.
  package func embed(path: String, _ stretch: Stretch? = nil) throws -> [SoundEmbedding]? {
    let rate = Float(model.frontEnd.segment.sampleRate)
    var result: [SoundEmbedding] = []
    let header = try segments.forEach(of: path, stretch) { window, render in
      try network.embed(clips: 1, read: { _, spectrogram in render(&spectrogram) }) { values in
        result.append(
          SoundEmbedding(name: path, start: Float(window.start) / rate, values: Array(values)))
      }
    }
    return header == nil ? nil : result
  }
}

/// What a network makes of a segment of a sound file.
package struct SoundEmbedding {
  /// The file's path.
  package let name: String
  /// Where the segment begins, in seconds.
  package let start: Float
  package let values: [Float]
}
