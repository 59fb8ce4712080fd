import Networks

/// Where a plan's batch of spectrograms lies: [batch, planes, bands, frames], not blocked.
struct NetworkInput {
  let batch, bands, frames: Int
  private let precision: Precision
  private let tensor: Tensor
  private let planes: Int

  init(batch: Int, bands: Int, frames: Int, _ plan: Planner) throws {
    guard batch > 0, bands > 0, frames > 0 else {
      throw EngineError.shape(
        layer: "the network", found: "\(batch) x \(bands) x \(frames)",
        expected: "at least one each"
      )
    }
    (self.batch, self.bands, self.frames) = (batch, bands, frames)
    precision = plan.precision
    planes = plan.inputPlanes
    tensor = plan.keptTensor(
      byteCount: batch * plan.inputPlanes * bands * frames * precision.byteCount)
  }

  var activation: Activation {
    Activation(tensor: tensor, channels: 1, height: bands, width: frames, isInput: true)
  }

  /// Takes float32 spectrograms [batch, bands, frames]; planes beyond the first stay zero.
  func write(_ spectrograms: Span<Float>, to arena: Arena) {
    let size = bands * frames
    precondition(spectrograms.count == batch * size)
    spectrograms.withUnsafeBufferPointer { values in
      for clip in 0..<batch {
        let place = clip * planes * size * precision.byteCount
        precision.write(
          UnsafeBufferPointer(rebasing: values[clip * size..<(clip + 1) * size]),
          to: arena[tensor] + place)
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
      for (index, value) in values.enumerated() {
        // To nearest, ties to even; a NaN's payload must not round to infinity.
        let bits = value.bitPattern
        words[index] =
          value.isNaN ? 0x7FC0 : UInt16((bits &+ 0x7FFF &+ (bits >> 16 & 1)) >> 16)
      }
    }
  }
}
