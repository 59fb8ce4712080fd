import Foundation
import TensorFiles
import TestSupport

/// A sound of `Golden`, which `make_golden.py` wrote.
func golden(_ name: String) throws -> [Float] {
  let path = packageRoot.appendingPathComponent("Tests/PerturbationsTests/Golden/\(name).npy").path
  return try NpyArray(contentsOf: path).elements
}

/// The greatest difference.
func difference(_ a: [Float], _ b: [Float]) -> Float {
  guard a.count == b.count else { return .infinity }
  return zip(a, b).map { abs($0 - $1) }.max() ?? 0
}

/// A sine of full scale's half.
func sine(_ hertz: Double, seconds: Double = 1, rate: Int = 22_050) -> [Float] {
  (0..<Int(seconds * Double(rate))).map {
    Float(0.5 * sin(2 * Double.pi * hertz * Double($0) / Double(rate)))
  }
}
