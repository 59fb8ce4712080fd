import Audio
import CSndfile
import Foundation
import TestSupport
import Testing

@Suite struct AudioHeaderTests {
  static let formats: [(SoundFormat, String)] = {
    let wav = Int(SF_FORMAT_WAV)
    let depths: [(Int, String)] = [
      (Int(SF_FORMAT_PCM_U8), "PCM_U8"), (Int(SF_FORMAT_PCM_16), "PCM_16"),
      (Int(SF_FORMAT_PCM_24), "PCM_24"), (Int(SF_FORMAT_PCM_32), "PCM_32"),
      (Int(SF_FORMAT_FLOAT), "FLOAT"), (Int(SF_FORMAT_DOUBLE), "DOUBLE"),
      (Int(SF_FORMAT_ALAW), "ALAW"), (Int(SF_FORMAT_ULAW), "ULAW"),
    ]
    let others: [(Int, Int, String)] = [
      (Int(SF_FORMAT_WAVEX), Int(SF_FORMAT_PCM_24), "WAVEX PCM_24"),
      (Int(SF_FORMAT_AIFF), Int(SF_FORMAT_PCM_16), "AIFF PCM_16"),
      (Int(SF_FORMAT_FLAC), Int(SF_FORMAT_PCM_24), "FLAC PCM_24"),
      (Int(SF_FORMAT_AU), Int(SF_FORMAT_PCM_16), "AU PCM_16"),
      (Int(SF_FORMAT_CAF), Int(SF_FORMAT_PCM_16), "CAF PCM_16"),
      (Int(SF_FORMAT_RF64), Int(SF_FORMAT_PCM_16), "RF64 PCM_16"),
      (Int(SF_FORMAT_W64), Int(SF_FORMAT_PCM_16), "W64 PCM_16"),
      (Int(SF_FORMAT_OGG), Int(SF_FORMAT_VORBIS), "OGG VORBIS"),
    ]
    return depths.map { (SoundFormat(container: wav, encoding: $0.0), "WAV \($0.1)") }
      + others.map { (SoundFormat(container: $0.0, encoding: $0.1), $0.2) }
      + [8_000, 11_025, 44_100, 48_000, 96_000, 192_000].map {
        (SoundFormat(rate: $0), "WAV PCM_16")
      }
      + (2...8).map { (SoundFormat(channels: $0), "WAV PCM_16") }
  }()

  @Test(arguments: formats) func saysWhatWasWritten(format: SoundFormat, encoding: String) throws {
    let folder = try TemporaryFolder()
    let file = try folder.write(noise(1_234 * format.channels), to: "a", as: format)
    let expected = AudioHeader(
      sampleRate: format.rate, channels: format.channels, frames: 1_234, encoding: encoding)
    #expect(try AudioHeader.read(path: file) == expected)
    let descriptor = open(file, O_RDONLY)
    defer { close(descriptor) }
    lseek(descriptor, 7, SEEK_SET)
    #expect(try AudioHeader.read(descriptor: descriptor, name: "a") == expected)
  }

  @Test(arguments: [Int(SF_FORMAT_IMA_ADPCM), Int(SF_FORMAT_MS_ADPCM)])
  func blocksOfADPCMAreWhole(encoding: Int) throws {
    let folder = try TemporaryFolder()
    let file = try folder.write(noise(5_000), to: "a", as: SoundFormat(encoding: encoding))
    let header = try AudioHeader.read(path: file)
    #expect(header.frames >= 5_000 && header.frames < 7_100)
    #expect(header.encoding.hasSuffix("ADPCM"))
  }

  @Test func readsMP3() throws {
    let folder = try TemporaryFolder()
    let format = SoundFormat(
      container: Int(SF_FORMAT_MPEG), encoding: Int(SF_FORMAT_MPEG_LAYER_III), rate: 44_100)
    let file = try folder.write(noise(20_000), to: "a", as: format)
    let header = try AudioHeader.read(path: file)
    #expect(header.frames == 20_000)
    #expect(header.encoding == "MPEG MPEG_LAYER_III")
  }

  @Test(.enabled(if: hasShared, "needs ../shared/data"))
  func readsEveryVariantOfOneClip() throws {
    let folder = sharedFolder.appendingPathComponent("data/format-variants")
    let rows = try table(folder.appendingPathComponent("variants.csv"))
    #expect(rows.count == 22)
    for row in rows {
      let audio = folder.appendingPathComponent("audio").path
      let file = try #require(find(row["file"]!, under: audio))
      let header = try AudioHeader.read(path: file)
      #expect(header.sampleRate == Int(row["rate"]!), "\(row["file"]!)")
      #expect(header.channels == Int(row["channels"]!), "\(row["file"]!)")
      #expect(header.frames == Int(row["frames"]!), "\(row["file"]!)")
      #expect(header.encoding == "\(row["container"]!) \(row["encoding"]!)")
    }
  }

  @Test(.enabled(if: hasShared, "needs ../shared/data"))
  func readsUntouchedOriginals() throws {
    let folder = sharedFolder.appendingPathComponent("data/urbansound8k-original")
    let rows = try table(folder.appendingPathComponent("metadata/formats.csv"))
    #expect(rows.count == 20)
    for row in rows {
      let name = URL(fileURLWithPath: row["file"] ?? row["slice_file_name"]!).lastPathComponent
      let file = try #require(find(name, under: folder.appendingPathComponent("audio").path))
      let header = try AudioHeader.read(path: file)
      #expect(header.sampleRate == Int(row["rate"]!))
      #expect(header.channels == Int(row["channels"]!))
      #expect(header.frames == Int(row["frames"]!))
    }
  }

  private func table(_ file: URL) throws -> [[String: String]] {
    let lines = try String(contentsOf: file, encoding: .utf8).split(whereSeparator: \.isNewline)
    let names = lines[0].split(separator: ",").map(String.init)
    return lines.dropFirst().map { line in
      let fields = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      return Dictionary(uniqueKeysWithValues: zip(names, fields))
    }
  }

  private func find(_ name: String, under folder: String) -> String? {
    FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String }
      .first { $0.hasSuffix(name) }.map { "\(folder)/\($0)" }
  }
}
