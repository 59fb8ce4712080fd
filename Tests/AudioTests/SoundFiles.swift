import CSndfile
import Foundation

/// A folder for a test's files, removed with its owner.
final class TemporaryFolder {
  let path: String

  init() throws {
    path = NSTemporaryDirectory() + "audio-tests-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func write(_ bytes: some Sequence<UInt8>, to name: String) throws -> String {
    let file = "\(path)/\(name)"
    try Data(bytes).write(to: URL(fileURLWithPath: file))
    return file
  }

  /// Writes a sound file through libsndfile; the samples are interleaved.
  func write(
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

struct WriteError: Error {
  let reason: String
}

struct SoundFormat: CustomStringConvertible {
  var container = Int(SF_FORMAT_WAV)
  var encoding = Int(SF_FORMAT_PCM_16)
  var rate = 22_050
  var channels = 1

  var format: Int { container | encoding }
  var description: String {
    "0x\(String(format, radix: 16)), \(rate) Hz, \(channels) channels"
  }
}

/// Deterministic noise between -1/2 and 1/2.
func noise(_ count: Int, seed: UInt32 = 1) -> [Float] {
  var state = seed
  return (0..<count).map { _ in
    state = state &* 1_664_525 &+ 1_013_904_223
    return Float(state >> 8) / Float(1 << 24) - 0.5
  }
}

/// The package's folder, whatever the working directory.
let packageRoot = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
  .deletingLastPathComponent().deletingLastPathComponent()
let sharedFolder = packageRoot.deletingLastPathComponent().appendingPathComponent("shared")
let hasShared = FileManager.default.fileExists(
  atPath: sharedFolder.appendingPathComponent("data").path)
