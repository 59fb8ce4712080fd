import Foundation
import TensorFiles

/// A float32 WAV file of `[channels, samples]`, removed with its owner.
final class StereoFile {
  let path = NSTemporaryDirectory() + "spectrogram-tests-\(UUID().uuidString).wav"

  init(_ signal: NpyArray, rate: Int) throws {
    let (channels, frames) = (signal.shape[0], signal.shape[1])
    var bytes = Data()
    func append(_ text: String) { bytes += Data(text.utf8) }
    func append(_ value: Int, _ size: Int = 4) {
      for byte in 0..<size { bytes.append(UInt8(truncatingIfNeeded: value >> (8 * byte))) }
    }
    append("RIFF")
    append(36 + 4 * channels * frames)
    append("WAVEfmt ")
    append(16)
    append(3, 2)
    append(channels, 2)
    append(rate)
    append(rate * channels * 4)
    append(channels * 4, 2)
    append(32, 2)
    append("data")
    append(4 * channels * frames)
    for frame in 0..<frames {
      for channel in 0..<channels {
        append(Int(signal.elements[channel * frames + frame].bitPattern))
      }
    }
    try bytes.write(to: URL(fileURLWithPath: path))
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }
}
