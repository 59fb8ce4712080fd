import Glibc

/// One clip's values of maps, one by one and in either precision: for layers with little to do.
struct MapValues {
  private let base: UnsafeMutableRawPointer
  private let clipBytes, planeBytes, lanes, bytes: Int

  init(_ features: Features, clip: Int, _ run: Execution) {
    (planeBytes, lanes, bytes) = (features.planeBytes, features.lanes, features.bytes)
    clipBytes = features.clipBytes
    base = run[features] + clip * clipBytes
  }

  /// Sets all to zero, the padding as well.
  func clear() { memset(base, 0, clipBytes) }

  subscript(channel: Int, pixel: Int) -> Float {
    get {
      let place = place(channel, pixel)
      return bytes == 4
        ? place.load(as: Float.self)
        : Float(bitPattern: UInt32(place.load(as: UInt16.self)) << 16)
    }
    nonmutating set {
      let place = place(channel, pixel)
      if bytes == 4 {
        place.storeBytes(of: newValue, as: Float.self)
      } else {
        place.storeBytes(of: newValue.bfloat16, as: UInt16.self)
      }
    }
  }

  private func place(_ channel: Int, _ pixel: Int) -> UnsafeMutableRawPointer {
    base + channel / lanes * planeBytes + (pixel * lanes + channel % lanes) * bytes
  }
}

extension Float {
  /// The bits of the nearest bf16, ties to even.
  var bfloat16: UInt16 {
    // A NaN's payload must not round to infinity.
    isNaN ? 0x7FC0 : UInt16((bitPattern &+ 0x7FFF &+ (bitPattern >> 16 & 1)) >> 16)
  }
}
