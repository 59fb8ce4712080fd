import Learning

/// Asks whether sounds are like those that a model has learned from.
struct KnownSoundCheck {
  private let known: KnownSounds
  private let network: Embedder

  /// - Returns: nil for a model whose file has no such sounds.
  /// - Throws: `ModelError`, a sentence that names what is wrong with the model.
  init?(_ model: TrainedModel) throws {
    let shape = model.frontEnd.tensorShape
    do {
      guard let known = try KnownSounds(model.checkpoint) else { return nil }
      network = try Embedder(
        checkpoint: model.checkpoint, bands: shape.bands, frames: shape.frames, batchSize: 1)
      guard network.features == known.features else { throw CheckpointError.knownSounds }
      self.known = known
    } catch {
      throw ModelError.unusable(path: model.path, reason: "\(error)")
    }
  }

  /// Numbers of an embedding.
  var features: Int { known.features }

  /// - Parameter use: Is handed the segment's embedding.
  func embed(_ render: SoundSegments.Render, use: (ArraySlice<Float>) -> Void) throws {
    try network.embed(clips: 1, read: { _, spectrogram in render(&spectrogram) }, use: use)
  }

  /// - Parameter embedding: The mean over the sound's segments.
  func novelty(of embedding: [Double], alpha: Double) -> Classification.Novelty {
    let distance = known.distance(of: embedding.map { Float($0) })
    return Classification.Novelty(
      pValue: known.novelty.pValue(of: distance),
      isNoneOfThese: known.novelty.isRejected(distance, alpha: alpha))
  }
}
