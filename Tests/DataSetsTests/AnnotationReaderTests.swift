import DataSets
import Foundation
import Testing

struct AnnotationReaderTests {
  /// As Raven Pro writes them: a selection has a line for each view.
  private let raven = """
    Selection\tView\tChannel\tBegin Time (s)\tEnd Time (s)\tLow Freq (Hz)\tHigh Freq (Hz)\tSpecies\tNotes
    1\tWaveform 1\t1\t0.500000000\t1.250000000\t0.0\t24000.0\tWren \tsaid "loud"
    1\tSpectrogram 1\t1\t0.500000000\t1.250000000\t1200.0\t8000.0\tWren \tsaid "loud"
    2\tSpectrogram 1\t1\t1.000000000\t3.000000000\t900.0\t1500.0\t"Owl"\t

    """

  @Test func readsRavensTables() throws {
    let listing = try read([
      "north/r1.flac": "", "north/r1.Table.1.selections.txt": raven, "r2.wav": "",
      "notes.txt": "Hello",
    ])
    #expect(
      listing.clips.map(\.name) == [
        "north/r1.flac@0.500000000-1.250000000", "north/r1.flac@1.000000000-3.000000000",
      ])
    #expect(listing.clips.map(\.label) == ["Wren", "\"Owl\""])
    #expect(listing.clips.map(\.recording) == ["north/r1.flac", "north/r1.flac"])
    #expect(listing.clips.map(\.start) == [0.5, 1] && listing.clips.map(\.end) == [1.25, 3])
    #expect(listing.clips.allSatisfy { $0.isCut })
    #expect(listing.clips.map(\.line) == [2, 4])
    #expect(
      listing.passedOver.sentence
        == "2 passed over: r2.wav (no table beside it), notes.txt (no table of annotations)")
    #expect(listing.notes.count == 1 && listing.notes[0].hasPrefix("2 of 2 events overlap"))
  }

  @Test func readsAudacitysLabels() throws {
    let labels =
      "0.500000\t1.500000\tdog\r\n\\\t1000.000000\t2000.000000\r\n2,25\t3,5\tdog bark\r\n4\t4\tclick\r\n"
    let listing = try read(["r.wav": "", "r.txt": labels, "s.mp3": "", "s.mp3.txt": "1\t2\towl\n"])
    #expect(
      listing.clips.map(\.name) == [
        "r.wav@0.500000-1.500000", "r.wav@2.25-3.5", "r.wav@4-4", "s.mp3@1-2",
      ])
    #expect(listing.classes.map(\.name) == ["click", "dog", "dog bark", "owl"])
    #expect(Set(listing.clips.prefix(3).map(\.fold)).count == 1)
  }

  @Test func findsTheFileThatATableNames() throws {
    let table = """
      Selection\tBegin Time (s)\tEnd Time (s)\tBegin File\tFile Offset (s)\tSpecies
      1\t10\t12\ta.wav\t10\twren
      2\t65\t66.5\tb.wav\t5\twren
      3\t70\t71\tgone.wav\t10\twren

      """
    let listing = try read(["x/a.wav": "", "x/b.wav": "", "x/all.selections.txt": table])
    #expect(listing.clips.map(\.name) == ["x/a.wav@10-12", "x/b.wav@5-6.5", "x/gone.wav@10-11"])
  }

  @Test func takesTheOnlyTableForTheOnlyRecording() throws {
    #expect(
      try read(["r.wav": "", "Label Track.txt": "0\t1\towl\n"]).clips.map(\.name) == ["r.wav@0-1"])
  }

  @Test func namesTheRecordingByThePattern() throws {
    let listing = try read(
      [
        "s1_0600.wav": "", "s1_0600.txt": "0\t1\towl\n", "s1_0700.wav": "",
        "s1_0700.txt": "0\t1\tbat\n",
      ],
      pattern: "^(s[0-9]+)_")
    #expect(listing.clips.map(\.recording) == ["s1", "s1"])
  }

  @Test(arguments: [
    (
      ["r.wav": "", "r.txt": "0\t1\towl\n2\t1\towl\n3\t4\t\n5\tx\tbat\n"],
      "Cannot use 3 rows of 'r.txt': line 2, column 'end': found '1', expected seconds from the start on, which is 2; line 3, column 'label': found '', expected a class; line 4, column 'end': found 'x', expected seconds, 0 or above."
    ),
    (
      ["r.wav": "", "s.wav": "", "t.txt": "0\t1\towl\n"],
      "Cannot tell which recording the table 't.txt' annotates: expected a sound file beside it whose name it begins with (rec1.wav for rec1.txt or rec1.Table.1.selections.txt), or a column 'Begin File'."
    ),
    (
      ["r.wav": "", "r.txt": "Begin Time (s)\tEnd Time (s)\tAnnotation\n0\t1\towl\n"],
      "Cannot read the table 'r.txt': expected the column 'Species', found 'Begin Time (s)', 'End Time (s)', 'Annotation'."
    ),
  ])
  func refuses(files: [String: String], sentence: String) throws {
    #expect { try read(files) } throws: {
      "\($0)".replacing(/'[^']*\/r\.txt'/, with: "'r.txt'") == sentence
    }
  }

  private func read(_ files: [String: String], pattern: String? = nil) throws -> DataSetListing {
    try TestFiles.withFolder { folder in
      for (file, text) in files {
        let url = folder.appending(path: file)
        try FileManager.default.createDirectory(
          at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: url)
      }
      return try DataSetReader.read(
        DataSetSettings(
          format: .annotations, metadata: "", audio: folder.path, name: "",
          columns: CSVColumns(label: "Species"), recordingPattern: pattern))
    }
  }
}
