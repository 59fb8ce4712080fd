import CSndfile
import Foundation
import TestSupport
import Testing

/// Whatever lies under a data set's names: a fault of the right category or a right result, and the
/// run goes on.
@Suite struct WildAudioTests {
  @Test func everyClipIsAFaultOrARightResult() throws {
    let files = try TemporaryFolder()
    let clips = try WildClips(in: files)
    let project = try clips.project()
    let expected = clips.faults
    for stage in ["ingest", "segment", "render"] {
      let ending = try project.run(stage)
      #expect(ending.status == 0, "\(stage): \(ending)")
      #expect(!ending.hasControlCharacters, "\(stage): \(ending)")
      if stage == "ingest" {
        let faults = try project.query("SELECT count(*) FROM clip_faults")[0]
        #expect(ending.errors.contains("\(faults) clips with a fault"), "\(ending)")
      }
    }
    var found: [String: String] = [:]
    for line in try project.query("SELECT clip, category FROM clip_faults") {
      let parts = line.split(separator: "|")
      found[String(parts[0])] = String(parts[1])
    }
    #expect(found == expected)
    #expect(Set(try project.query("SELECT DISTINCT clip FROM tensors")) == clips.sounds)
    #expect(try project.verify().status == 0)
    #expect(try project.run("ingest", ["--strict"]).status == 1)
    #expect(try project.run("segment", ["--strict"]).status == 1)
    for command in [["status"], ["verify"], ["collect"]] {
      let ending = try Program("soundmark", command + ["--config", project.configuration]).wait()
      #expect(!ending.hasControlCharacters, "\(command): \(ending)")
    }
    let after = try project.run("segment", ["--force"])
    let made = try project.query("SELECT count(DISTINCT clip) FROM waveforms")[0]
    #expect(after.output.hasPrefix("segment: \(made) clips made, 0 up to date, "), "\(after)")
    let again = try project.run("segment", ["--dry-run"])
    #expect(
      again.output.contains("up to date"), "what cannot be decoded is not tried for ever: \(again)")
  }

  @Test func linksOutAreFollowedWhereAsked() throws {
    let files = try TemporaryFolder()
    let clips = try WildClips(in: files)
    let project = try clips.project(followLinks: true)
    #expect(try project.run("ingest").status == 0)
    let outside = try project.query(
      "SELECT clip FROM clip_faults WHERE category = 'outside' ORDER BY 1")
    #expect(outside == ["../../outside.wav", "/etc/hostname"])
  }

  /// An hour of 48 kHz stereo, 900 windows of 4 s: no stage ever holds it.
  @Test(arguments: [true, false]) func anHourIsStreamed(keepsWaveforms: Bool) throws {
    let files = try TemporaryFolder()
    let bytes = 3600 * 48_000 * 4
    let path = try files.write(
      WaveHeader(channels: 2, rate: 48_000, dataBytes: UInt32(bytes)).bytes,
      to: "audio/fold1/hour.wav")
    // Silence that takes no room on the disk.
    try #require(truncate(path, off_t(44 + bytes)) == 0)
    try files.write(
      WildClips.header + "hour.wav,1,0,3600,1,1,0,air_conditioner\n", to: "metadata.csv")
    try files.write(
      """
      {
        "dataset": { "metadata": "metadata.csv", "audio": "audio" },
        "paths": { "manifest": "manifest.sqlite", "cache": "cache" },
        "segment": { "keepWaveforms": \(keepsWaveforms) }
      }
      """, to: "pipeline.json")
    let project = Project(files)
    for stage in ["ingest", "segment", "render"] {
      let ending = try project.run(stage)
      #expect(ending.status == 0, "\(stage): \(ending)")
      #expect(ending.peakMemory < 200 << 20, "\(stage): \(ending.peakMemory >> 20) MiB")
      print("\(stage) of an hour: \(ending.peakMemory >> 20) MiB at most")
    }
    #expect(try project.query("SELECT count(*) FROM waveforms") == [keepsWaveforms ? "900" : "0"])
    #expect(try project.query("SELECT count(*) FROM tensors") == ["900"])
  }
}

extension Program.Ending {
  /// Whether something reaches a terminal that could move its cursor or colour it.
  var hasControlCharacters: Bool {
    (output + errors).unicodeScalars.contains {
      $0 != "\n" && ($0.value < 0x20 || 0x7F..<0xA0 ~= $0.value || 0x202A...0x202E ~= $0.value)
    }
  }
}
