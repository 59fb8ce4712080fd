import CKernels
import Spectrogram

/// The kernel that filters spectra into mel bands, called with nothing around it.
final class BareFilters {
  private static let lanes = 16
  private let starts: [Int32]
  private let offsets: [Int32]
  private let weights: [Float]
  private let power: UnsafeMutablePointer<Float>

  init(_ scale: MelScale, fftSize: Int, sampleRate: Int) {
    let filters = FilterBank.mel(scale, fftSize: fftSize, sampleRate: sampleRate)
    let matrix = filters.matrix
    let runs = (0..<filters.count).map { filter in
      let row = matrix[filter * filters.bins..<(filter + 1) * filters.bins]
      let first = row.firstIndex { $0 != 0 } ?? row.startIndex
      let end = (row.lastIndex { $0 != 0 } ?? row.startIndex - 1) + 1
      return (start: first - row.startIndex, weights: row[first..<max(first, end)])
    }
    starts = runs.map { Int32($0.start) }
    offsets = runs.reduce(into: [0]) { $0.append($0.last! + Int32($1.weights.count)) }
    weights = runs.flatMap(\.weights)
    power = UnsafeMutableRawPointer.allocate(
      byteCount: 4 * filters.bins * Self.lanes, alignment: 64
    ).assumingMemoryBound(to: Float.self)
    power.initialize(repeating: 1, count: filters.bins * Self.lanes)
  }

  /// Fills `bands`, `[filters, frames]`.
  func filter(into bands: inout [Float]) {
    let frames = bands.count / starts.count
    bands.withUnsafeMutableBufferPointer { bands in
      for first in stride(from: 0, to: frames, by: Self.lanes) {
        sm_filter_bands(
          power, starts, offsets, weights, Int64(starts.count),
          Int64(min(Self.lanes, frames - first)), bands.baseAddress! + first, Int64(frames))
      }
    }
  }
}
