import DataSets
import Testing

/// Rows that are stretches of files.
struct EventTests {
  private let columns = CSVColumns(label: "what", path: "file", start: "from", end: "to")

  private func read(_ rows: String, _ columns: CSVColumns? = nil) throws -> DataSetListing {
    try TestFiles.read(rows.utf8, as: .csv, columns: columns ?? self.columns)
  }

  @Test func namesAnEventByItsFileAndStretch() throws {
    let listing = try read(
      "file;what;from;to;fold\na/r.wav;owl;1,50;2;1\na/r.wav;bat;4;;1\na/r.wav;bat;;0.5;1\nb.wav;owl;;;2\n"
    )
    #expect(
      listing.clips == [
        ClipRow(
          name: "a/r.wav@1.50-2", path: "a/r.wav", fold: 1, label: "owl", classIndex: 1,
          recording: "a/r.wav", start: 1.5, end: 2, isCut: true, line: 2),
        ClipRow(
          name: "a/r.wav@4-", path: "a/r.wav", fold: 1, label: "bat", classIndex: 0,
          recording: "a/r.wav", start: 4, isCut: true, line: 3),
        ClipRow(
          name: "a/r.wav@0-0.5", path: "a/r.wav", fold: 1, label: "bat", classIndex: 0,
          recording: "a/r.wav", end: 0.5, isCut: true, line: 4),
        ClipRow(
          name: "b.wav", path: "b.wav", fold: 2, label: "owl", classIndex: 1, recording: "b.wav",
          line: 5),
      ])
    #expect(listing.notes.isEmpty)
  }

  @Test func takesNamesAndRecordingsThatTheTableHas() throws {
    var columns = columns
    (columns.clip, columns.recording) = ("id", "site")
    let clip = try read("id,file,what,from,to,fold,site\ne1,r.wav,owl,1,2,1,pond\n", columns).clips[
      0]
    #expect(clip.name == "e1" && clip.recording == "pond" && clip.path == "r.wav")
    columns.clip = nil
    #expect(
      try read("clip,file,what,from,to,fold,site\ne2,r.wav,owl,1,2,1,\n", columns).clips[0].name
        == "e2")
    #expect(
      throws: (any Error).self, "A column that is named and absent is an error."
    ) { try read("clip,file,what,to,fold,site\ne2,r.wav,owl,2,1,\n", columns) }
  }

  @Test func cutsNothingByFactsAboutARecording() throws {
    let text = "slice_file_name,fsID,start,end,salience,fold,classID,class\na.wav,1,3,5,1,1,0,dog\n"
    let clip = try TestFiles.read(text.utf8, as: .urbansound8k).clips[0]
    #expect(!clip.isCut && clip.start == 3 && clip.end == 5)
  }

  @Test(arguments: [
    (
      "a.wav,owl,,,1\na.wav,bat,,,1\na.wav,bat,1,2,1\n",
      "Cannot use 2 rows of 'metadata.csv': line 3, column 'file': found 'a.wav', expected a file that is not on line 2 already, or a stretch of it for each row (and 1 more of this kind, on line 4)."
    ),
    (
      "a.wav,owl,2,1,1\na.wav,owl,-1,x,1\n",
      "Cannot use 2 rows of 'metadata.csv': line 2, column 'to': found '1', expected seconds from the start on, which is 2.0; line 3, column 'from': found '-1', expected seconds, 0 or above; line 3, column 'to': found 'x', expected seconds, 0 or above."
    ),
    (
      "a.wav,owl,1,2,1\na.wav,owl,1,2,1\n",
      "Cannot use 1 row of 'metadata.csv': line 3, column 'file': found 'a.wav', expected a stretch that no row before has for the same class."
    ),
  ])
  func refuses(rows: String, sentence: String) throws {
    #expect(
      try TestFiles.sentence(("file,what,from,to,fold\n" + rows).utf8, as: .csv, columns: columns)
        == sentence)
  }

  @Test func refusesRowsThatShareAFileWithoutAStretch() throws {
    #expect(
      try TestFiles.sentence(
        "clip,label,fold,file\n1,owl,1,a.wav\n2,bat,1,a.wav\n".utf8, as: .csv,
        columns: CSVColumns(path: "file"))
        == "Cannot use 1 row of 'metadata.csv': line 3, column 'file': found 'a.wav', expected a file that is not on line 2 already, or a stretch of it for each row (dataset.columns.start and end)."
    )
  }

  @Test func saysWhatToMapWhereTheClipsColumnNamesFiles() throws {
    let columns = CSVColumns(clip: "file", label: "what", start: "from", end: "to")
    let sentence = try TestFiles.sentence(
      "file,what,from,to,fold\na.wav,owl,1,2,1\na.wav,owl,2,3,1\n".utf8, as: .csv, columns: columns)
    #expect(sentence?.contains("let dataset.columns.path name it") == true)
  }

  @Test func countsEventsThatOverlapOneOfAnotherClass() throws {
    let listing = try read(
      """
      file,what,from,to,fold
      a.wav,owl,0,10,1
      a.wav,owl,1,2,1
      a.wav,bat,9,11,1
      a.wav,owl,11,12,1
      a.wav,bat,12,13,1
      a.wav,bat,12,13.5,1
      a.wav,owl,12,13,1
      b.wav,owl,0,1,1
      """)
    #expect(
      listing.clips.map(\.name).suffix(4) == [
        "a.wav@12-13", "a.wav@12-13.5", "a.wav@12-13 owl", "b.wav@0-1",
      ])
    #expect(
      listing.notes == [
        "5 of 8 events overlap one of another class in the same file, the first: a.wav@0-10 (owl); each is cut as it stands, with both sounds in it, and has its own label alone"
      ])
  }

  @Test func dealsFoldsByFileWhereThereIsNoColumn() throws {
    let rows = (0..<40).map { "\($0 % 8).wav,owl,\($0),\($0 + 1)\n" }.joined()
    let listing = try read("file,what,from,to\n" + rows)
    let folds = Dictionary(grouping: listing.clips, by: \.path).mapValues { Set($0.map(\.fold)) }
    #expect(folds.count == 8 && folds.values.allSatisfy { $0.count == 1 })
    #expect(Set(listing.clips.map(\.fold)) == [1, 2, 3, 4, 5])
    #expect(listing.notes.first?.hasPrefix("there is no column 'fold'") == true)
    #expect(throws: (any Error).self, "A column that is named and absent is an error.") {
      try read(
        "file,what,from,to\na.wav,owl,0,1\n", CSVColumns(label: "what", fold: "part", path: "file"))
    }
  }

  @Test func numbersFoldsThatAreWords() throws {
    let listing = try TestFiles.read(
      "clip,label,fold\na,x,train \nb,x,test\nc,x,valid\nd,x,train\n".utf8, as: .csv)
    #expect(listing.foldNames == ["test", "train", "valid"])
    #expect(listing.clips.map(\.fold) == [2, 1, 3, 2])
    #expect(try TestFiles.read("clip,label,fold\na,x,3\n".utf8, as: .csv).foldNames.isEmpty)
  }

  @Test(arguments: [
    ("a,x,train\nb,x,test\nc,x,1\nd,x,\n", "line 4, column 'fold': found '1', expected a word"),
    ("a,x,1\nb,x,2\nc,x,test\n", "line 4, column 'fold': found 'test', expected a whole number"),
    ("a,x,1\nb,x,1.5\n", "line 3, column 'fold': found '1.5', expected a whole number"),
  ])
  func refusesAFoldOfTheOtherKind(rows: String, part: String) throws {
    let sentence = try TestFiles.sentence(("clip,label,fold\n" + rows).utf8, as: .csv)
    #expect(sentence?.contains(part) == true, "\(sentence ?? "")")
  }
}
