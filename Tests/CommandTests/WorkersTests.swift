import TestSupport
import Testing

/// Stereo at 44.1 kHz and 48 kHz, so that everything between a file and a tensor has its share.
@Suite struct WorkersTests {
  @Test func theirNumberTheRunAndTheCacheChangeNoByte() throws {
    let data = try SmallDataSet()
    for (index, row) in data.rows.enumerated() {
      try data.files.write(
        noise(100_000, seed: UInt32(index + 1)), to: "audio/\(row.path)",
        as: SoundFormat(rate: index.isMultiple(of: 2) ? 44_100 : 48_000, channels: 2))
    }
    data.waitForClock()
    var found: [[String]] = []
    for jobs in ["1", "2", "4"] {
      try data.writeConfiguration("\(jobs).json", place: jobs)
      let project = Project(data, "\(jobs).json", place: jobs)
      for flags in [["--jobs", jobs], ["--jobs", jobs, "--force"]] {
        #expect(try project.runAll(["ingest", "segment", "render"], flags).status == 0)
        found.append(
          try project.query(
            """
            SELECT clip, segment, path FROM waveforms UNION ALL
            SELECT clip, segment, path FROM tensors UNION ALL
            SELECT clip, segment, path FROM previews ORDER BY 1, 2, 3
            """))
      }
      #expect(try project.verify().status == 0)
    }
    // Of half a second each: three windows of six clips, the last padded, and two of the others.
    #expect(found[0].count == 3 * (6 * 3 + 6 * 2))
    for other in found.dropFirst() { #expect(other == found[0]) }
  }
}
