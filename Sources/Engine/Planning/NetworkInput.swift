import Networks

/// Where a plan's batch of spectrograms lies: [batch, planes, bands, frames], not blocked.
struct NetworkInput {
  let features: Features
  private let precision: Precision
  private let planes: Int

  init(batch: Int, bands: Int, frames: Int, _ plan: Planner) throws {
    guard batch > 0, bands > 0, frames > 0 else {
      throw EngineError.input(found: "\(batch) x \(bands) x \(frames)")
    }
    precision = plan.precision
    planes = plan.inputPlanes
    features = plan.input(bands: bands, frames: frames)
  }

  /// Takes float32 spectrograms [batch, bands, frames]; planes beyond the first stay zero.
  func write(_ spectrograms: Span<Float>, to run: Execution) {
    let size = features.pixels
    precondition(spectrograms.count == features.batch * size)
    spectrograms.withUnsafeBufferPointer { values in
      for clip in 0..<features.batch {
        precision.write(
          UnsafeBufferPointer(rebasing: values[clip * size..<(clip + 1) * size]),
          to: run[features] + clip * planes * size * precision.byteCount)
      }
    }
  }
}

extension Execution {
  /// The values of vectors, `[batch, features]`.
  func rows(_ vectors: Features) -> [Float] {
    (0..<vectors.batch).flatMap { row in
      UnsafeBufferPointer(
        start: floats(vectors) + row * vectors.paddedChannels, count: vectors.channels)
    }
  }

  func setRows(_ vectors: Features, to values: [Float]) {
    precondition(values.count == vectors.batch * vectors.channels)
    for row in 0..<vectors.batch {
      let target = floats(vectors) + row * vectors.paddedChannels
      for column in 0..<vectors.channels {
        target[column] = values[row * vectors.channels + column]
      }
    }
  }
}

extension Precision {
  /// Writes float32 values in this format.
  fileprivate func write(_ values: UnsafeBufferPointer<Float>, to target: UnsafeMutableRawPointer) {
    switch self {
    case .float32:
      target.copyMemory(
        from: values.baseAddress!, byteCount: values.count * MemoryLayout<Float>.stride)
    case .bfloat16:
      let words = target.assumingMemoryBound(to: UInt16.self)
      for (index, value) in values.enumerated() { words[index] = value.bfloat16 }
    }
  }
}
