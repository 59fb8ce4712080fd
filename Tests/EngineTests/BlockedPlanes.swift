import CKernels
import Numerics
import Testing

/// A set of kernels under test, and how its elements are written and read.
struct Kernels: CustomTestStringConvertible, Sendable {
  let lanes: Int
  let isBfloat16: Bool

  static let all = [
    Kernels(lanes: 16, isBfloat16: false), Kernels(lanes: 8, isBfloat16: false),
    Kernels(lanes: 16, isBfloat16: true),
  ]

  var testDescription: String { "\(isBfloat16 ? "bfloat16" : "float32") x \(lanes)" }

  var table: ck_blocked_kernels {
    isBfloat16 ? ck_blocked_bfloat16().pointee : ck_blocked_float32(Int32(lanes)).pointee
  }

  /// What one rounding may cost, in parts of the largest value at hand.
  var tolerance: Double { isBfloat16 ? 6e-3 : 2e-6 }

  /// Random values that the element type holds exactly; the last lane is padding.
  func random(_ count: Int, seed: UInt64) -> [Double] {
    var stream = Philox(seed: seed, purpose: "kernels")
    return (0..<count).map { index in
      index % lanes == lanes - 1 ? 0 : (stream.normal() * 32).rounded() / 32
    }
  }
}

/// Memory for a kernel: 64-byte aligned, with canaries behind it; never freed, since a kernel holds
/// its address alone.
struct Block {
  let count: Int
  let kernels: Kernels
  private let memory: UnsafeMutableRawPointer

  init(_ values: [Double], _ kernels: Kernels) {
    self.kernels = kernels
    count = values.count
    memory = .allocate(byteCount: values.count * 4 + 64, alignment: 64)
    memory.initializeMemory(as: UInt8.self, repeating: 0xA5, count: values.count * 4 + 64)
    for (index, value) in values.enumerated() {
      let bits = Float(value).bitPattern
      if kernels.isBfloat16 {
        memory.storeBytes(of: UInt16(bits >> 16), toByteOffset: 2 * index, as: UInt16.self)
      } else {
        memory.storeBytes(of: bits, toByteOffset: 4 * index, as: UInt32.self)
      }
    }
  }

  init(zeros count: Int, _ kernels: Kernels) {
    self.init([Double](repeating: 0, count: count), kernels)
  }

  var pointer: UnsafeMutableRawPointer { memory }

  var values: [Double] {
    (0..<count).map { index in
      kernels.isBfloat16
        ? Double(
          Float(
            bitPattern: UInt32(memory.load(fromByteOffset: 2 * index, as: UInt16.self)) << 16))
        : Double(memory.load(fromByteOffset: 4 * index, as: Float.self))
    }
  }

  var isOverrun: Bool {
    let end = count * (kernels.isBfloat16 ? 2 : 4)
    return (end..<end + 64).contains { memory.load(fromByteOffset: $0, as: UInt8.self) != 0xA5 }
  }
}

/// A per-channel vector, never freed either.
struct Channels {
  let pointer: UnsafeMutablePointer<Float>
  let values: [Double]

  init(_ lanes: Int, seed: UInt64, padding: Bool = true) {
    var stream = Philox(seed: seed, purpose: "channels")
    let values = (0..<lanes).map { lane in
      lane == lanes - 1 && padding ? 0 : Double(Float(stream.normal()))
    }
    pointer = UnsafeMutableRawPointer.allocate(byteCount: 64, alignment: 64)
      .bindMemory(to: Float.self, capacity: 16)
    for (lane, value) in values.enumerated() { pointer[lane] = Float(value) }
    self.values = values
  }
}

func expectNear(
  _ found: [Double], _ expected: [Double], _ tolerance: Double,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  let peak = expected.map(abs).max() ?? 0
  let distance = zip(found, expected).map { abs($0 - $1) }.max() ?? 0
  #expect(found.count == expected.count, sourceLocation: sourceLocation)
  #expect(distance <= tolerance * max(peak, 1), sourceLocation: sourceLocation)
}
