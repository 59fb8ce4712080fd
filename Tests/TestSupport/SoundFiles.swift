import Audio
import CSndfile
import Foundation

extension TemporaryFolder {
  /// Writes a sound file through libsndfile; the samples are interleaved.
  @discardableResult
  package func write(
    _ samples: [Float], to name: String, as sound: SoundFormat
  ) throws -> String {
    let file = "\(path)/\(name)"
    var info = SF_INFO()
    info.samplerate = Int32(sound.rate)
    info.channels = Int32(sound.channels)
    info.format = Int32(sound.format)
    guard let handle = sf_open(file, Int32(SFM_WRITE), &info) else {
      throw WriteError(reason: String(cString: sf_strerror(nil)))
    }
    sf_writef_float(handle, samples, sf_count_t(samples.count / sound.channels))
    sf_close(handle)
    return file
  }
}

package struct WriteError: Error {
  package let reason: String
}

package struct SoundFormat: CustomStringConvertible, Sendable {
  package var container: Int
  package var encoding: Int
  package var rate: Int
  package var channels: Int

  package init(
    container: Int = Int(SF_FORMAT_WAV), encoding: Int = Int(SF_FORMAT_PCM_16), rate: Int = 22_050,
    channels: Int = 1
  ) {
    self.container = container
    self.encoding = encoding
    self.rate = rate
    self.channels = channels
  }

  package var format: Int { container | encoding }
  package var description: String {
    "0x\(String(format, radix: 16)), \(rate) Hz, \(channels) channels"
  }
}

/// Deterministic noise between -1/2 and 1/2.
package func noise(_ count: Int, seed: UInt32 = 1) -> [Float] {
  var state = seed
  return (0..<count).map { _ in
    state = state &* 1_664_525 &+ 1_013_904_223
    return Float(state >> 8) / Float(1 << 24) - 0.5
  }
}

/// The package's folder, whatever the working directory.
package let packageRoot = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
  .deletingLastPathComponent().deletingLastPathComponent()
package let sharedFolder = packageRoot.deletingLastPathComponent().appendingPathComponent("shared")
package let hasShared = FileManager.default.fileExists(
  atPath: sharedFolder.appendingPathComponent("data").path)

/// Samples brought down to whole 16-bit steps, as a clip of 16 bits has them.
package func wholeSteps(_ samples: [Float]) -> [Float] {
  samples.map { Float(Int16($0 * 32_768)) / 32_768 }
}

extension WaveformFile {
  /// The file of these samples.
  package static func bytes(_ samples: [Float], sampleRate: Int) -> [UInt8] {
    let writer = WaveformWriter(sampleCount: samples.count, sampleRate: sampleRate)
    var bytes = [UInt8](repeating: 0xa5, count: largestSize(sampleCount: samples.count))
    var span = bytes.mutableSpan
    var place = span.mutableBytes
    let size = writer.write(samples.span, to: &place)
    return Array(bytes.prefix(size))
  }
}
