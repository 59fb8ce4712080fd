extension [Float] {
  /// A spectrogram `[bands, frames]` in no more columns than a page shows: each the mean of neighbouring frames.
  package func narrowed(bands: Int, to most: Int) -> [Float] {
    let frames = count / bands
    let step = (frames + most - 1) / most
    return (0..<bands).flatMap { band in
      stride(from: 0, to: frames, by: step).map { first -> Float in
        let own = self[band * frames + first..<band * frames + Swift.min(first + step, frames)]
        return own.reduce(0, +) / Float(own.count)
      }
    }
  }
}
