import Foundation
import TestSupport

/// Short sound files, and two of them one after the other.
enum SoundSeeds {
  static func bytes(_ formats: [SoundFormat]) throws -> [[UInt8]] {
    let folder = try TemporaryFolder()
    let files = try formats.map { format in
      let file = try folder.write(noise(3_000 * format.channels), to: "seed", as: format)
      return try [UInt8](Data(contentsOf: URL(fileURLWithPath: file)))
    }
    return files + files.map { $0 + $0 }
  }
}
