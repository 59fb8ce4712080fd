import CSndfile
import Foundation
import TestSupport
import Testing

/// Clips that are stretches of files, from the table to the windows.
@Suite struct EventsTests {
  private static let rate = 44_100
  private static let columns = """
    "format": "csv", "columns": { "label": "what", "path": "file", "start": "from", "end": "to" }
    """
  /// In seconds; none is a whole number of frames, and they overlap.
  private static let events = [(0.1234, 0.7), (0.5, 1.25001), (2.0, 2.99999), (0.0, 0.01)]

  /// A stereo recording of three seconds.
  private static let recording = wholeSteps(noise(2 * 3 * rate, seed: 7))

  private static func table(_ rows: [String]) -> String {
    "file,what,from,to,fold\n" + rows.map { $0 + "\n" }.joined()
  }

  private static let rows = events.enumerated().map {
    "field/long.wav,\($0 % 2 == 0 ? "owl" : "bat"),\($1.0),\($1.1),1"
  }

  private func eventProject(_ rows: [String] = rows) throws -> TableProject {
    let table = try TableProject(Self.columns, Self.table(rows))
    try table.files.write("", to: "audio/field/long.wav")
    try table.files.write(
      Self.recording, to: "audio/field/long.wav", as: SoundFormat(rate: Self.rate, channels: 2))
    return table
  }

  @Test(arguments: [true, false]) func equalTheSameFramesSavedAsFiles(keepsWaveforms: Bool) throws {
    var events = try eventProject().project
    let saved = try TableProject(
      #""format": "csv""#,
      "clip,label,fold\n"
        + Self.events.indices.map { "\($0).wav,\($0 % 2 == 0 ? "owl" : "bat"),1\n" }.joined())
    for (index, event) in Self.events.enumerated() {
      let frames = [event.0, event.1].map { Int(($0 * Double(Self.rate)).rounded()) }
      try saved.files.write("", to: "audio/\(index).wav")
      try saved.files.write(
        Array(Self.recording[2 * frames[0]..<2 * frames[1]]), to: "audio/\(index).wav",
        as: SoundFormat(rate: Self.rate, channels: 2))
    }
    var others = saved.project
    for stage in ["ingest", "segment", "render"] {
      events.flags = ["--set", "segment.keepWaveforms=\(keepsWaveforms)"]
      others.flags = events.flags
      #expect(try events.run(stage).status == 0)
      #expect(try others.run(stage).status == 0)
    }
    let tensors = "SELECT label, segment, frames, padded, object FROM tensors ORDER BY rowid"
    let found = try events.query(tensors.replacing(" ORDER BY rowid", with: ""))
    #expect(found == (try others.query(tensors.replacing(" ORDER BY rowid", with: ""))))
    #expect(found.count == 6)
    #expect(
      try events.query("SELECT clip, recording, frames, round(seconds, 4) FROM clips") == [
        "field/long.wav@0.1234-0.7|field/long.wav|25428|0.5766",
        "field/long.wav@0.5-1.25001|field/long.wav|33075|0.75",
        "field/long.wav@2.0-2.99999|field/long.wav|44100|1.0",
        "field/long.wav@0.0-0.01|field/long.wav|441|0.01",
      ])
    #expect(try events.query("SELECT count(DISTINCT content) FROM clips") == ["1"])
  }

  @Test func followTheTableWithoutReadingTheFileAgain() throws {
    let table = try eventProject()
    let project = table.project
    #expect(try project.runAll(["ingest", "segment", "render"]).status == 0)
    let before = try project.query("SELECT clip, object FROM tensors")
    usleep(30_000)
    // Read once more, since it was written so shortly before.
    #expect(try project.run("ingest").status == 0)
    var rows = Self.rows
    rows[1] = "field/long.wav,bat,0.5,1.2,1"
    rows.append("field/long.wav,owl,1,1.3,1")
    rows.append("field/long.wav,owl,2.5,3.2,1")
    try table.files.write(Self.table(rows), to: "metadata.csv")
    let ending = try project.run("ingest")
    #expect(ending.output.contains("6 clips in 1 fold, 0 examined"), "\(ending)")
    #expect(
      try project.query("SELECT clip, category FROM clip_faults")
        == ["field/long.wav@2.5-3.2|beyond-end"])
    #expect(try project.run("segment").output.contains("2 clips made, 3 up to date"))
    #expect(try project.run("render").status == 0)
    let after = try project.query("SELECT clip, object FROM tensors")
    #expect(before.filter { !$0.contains("1.25001") }.allSatisfy(after.contains))
    #expect(try project.run("segment").output.contains("0 clips made"))
  }

  @Test func areToldWhereTheyOverlapAndLeak() throws {
    let rows = Self.rows.enumerated().map { $1.dropLast() + "\($0 % 2 + 1)" }.map { String($0) }
    let ending = try eventProject(rows).project.run("ingest")
    #expect(ending.errors.contains("2 of 4 events overlap one of another class"), "\(ending)")
    #expect(ending.errors.contains("more than one fold"), "\(ending)")
  }

  @Test func ofRavenAndAudacityGoThroughAllStages() throws {
    let table = try TableProject(#""format": "annotations", "folds": 2"#)
    for name in ["a", "b", "c", "d"] {
      try table.files.write("", to: "audio/\(name).wav")
      try table.files.write(
        Self.recording, to: "audio/\(name).wav", as: SoundFormat(rate: Self.rate, channels: 2))
      if name < "c" {
        try table.files.write(
          "Selection\tView\tBegin Time (s)\tEnd Time (s)\tAnnotation\n"
            + "1\tSpectrogram 1\t0\t0.5\towl\n2\tSpectrogram 1\t1\t1.4\tbat\n",
          to: "audio/\(name).Table.1.selections.txt")
      } else {
        try table.files.write("0\t0.5\towl\n\\\t100\t200\n1\t1.4\tbat\n", to: "audio/\(name).txt")
      }
    }
    let ending = try table.project.runAll()
    #expect(ending.status == 0, "\(ending)")
    #expect(
      try table.project.query("SELECT count(*), count(DISTINCT recording) FROM clips") == ["8|4"])
    #expect(try table.project.query("SELECT count(*) FROM predictions") == ["24"])
    let inspected = try Program(
      "soundmark",
      [
        "inspect", "a.wav@1-1.4", "--output", "\(table.files.path)/a.png", "--config",
        table.project.configuration,
      ]
    ).wait()
    #expect(inspected.status == 0 && inspected.output.contains("0.400"), "\(inspected)")
  }

  /// Windows of a whole file, at its own rate, are its stretches of that length.
  @Test(.enabled(if: hasShared, "needs ../shared/data"))
  func ofARealOggAreItsWindows() throws {
    let audio = sharedFolder.appendingPathComponent("data/urbansound8k/audio").path
    let file = "fold1/180937-7-4-7.ogg"
    let events = try TableProject(
      Self.columns,
      Self.table((0..<3).map { "\(file),owl,\(Double($0) / 2),\(Double($0 + 1) / 2),1" }))
    let whole = try TableProject(
      #""format": "csv", "columns": { "path": "file" }"#, "file,label,fold\n\(file),owl,1\n")
    let windows = try [events, whole].map { table in
      var project = table.project
      project.flags = ["--set", "dataset.audio=\(audio)", "--set", "segment.sampleRate=22050"]
      #expect(try project.runAll(["ingest", "segment"]).status == 0)
      return try project.query("SELECT path FROM waveforms")
    }
    #expect(windows[0].count == 3 && windows[0] == Array(windows[1].prefix(3)))
  }
}
