import DataSets
import Foundation
import Testing

struct DataSetReaderTests {
  private let header = "slice_file_name,fsID,start,end,salience,fold,classID,class\n"

  @Test func readsUrbanSound8K() throws {
    let clips = try DataSetReader.read(
      DataSetSettings(
        metadata: TestFiles.golden + "/UrbanSound8K-excerpt.csv", audio: "", name: ""))
    #expect(
      clips.clips.first
        == ClipRow(
          name: "100032-3-0-0.wav", path: "fold5/100032-3-0-0.wav", fold: 5, label: "dog_bark",
          classIndex: 3, recording: "100032", salience: 1, start: 0, end: 0.317551, line: 2))
    #expect(
      clips.classes.map(\.name) == [
        "air_conditioner", "car_horn", "children_playing", "dog_bark", "drilling", "engine_idling",
        "gun_shot", "jackhammer", "siren", "street_music",
      ])
  }

  @Test(.enabled(if: TestFiles.hasFullUrbanSound8K, "needs ../shared/data/UrbanSound8K-full.csv"))
  func readsAllOfUrbanSound8K() throws {
    let listing = try DataSetReader.read(
      DataSetSettings(metadata: TestFiles.fullUrbanSound8K, audio: "", name: ""))
    let folds = Dictionary(grouping: listing.clips, by: \.fold).mapValues(\.count)
    #expect(
      (1...10).map { folds[$0] } == [873, 888, 925, 990, 936, 823, 838, 806, 816, 837])
    #expect(listing.classes.map(\.number) == Array(0..<10))
    #expect(listing.clips.allSatisfy { listing.classes[$0.classIndex].name == $0.label })
  }

  @Test func numbersTheClassesOfESC10Densely() throws {
    let listing = try DataSetReader.read(
      DataSetSettings(
        format: .esc50, metadata: TestFiles.golden + "/esc10-excerpt.csv", audio: "", name: ""))
    #expect(listing.classes.map(\.number) == [0, 1, 10, 11, 12, 20, 21, 38, 40, 41])
    #expect(listing.classes[9].name == "chainsaw")
    let clip = try #require(listing.clips.first { $0.label == "chainsaw" })
    #expect(clip.classIndex == 9)
    #expect(clip.path == clip.name)
    #expect(listing.clips.first?.recording == "100032")
  }

  @Test func takesColumnsInAnyOrderAndMissingOptionalOnes() throws {
    let text =
      "class, fold ,extra,classID,fsID,slice_file_name\r\nsiren, 3 ,x,8,77,\"a, b.mp3\"\r\n"
    let clip = try #require(try TestFiles.read(text.utf8, as: .urbansound8k).clips.first)
    #expect(
      clip
        == ClipRow(
          name: "a, b.mp3", path: "fold3/a, b.mp3", fold: 3, label: "siren", classIndex: 0,
          recording: "77", line: 2))
  }

  /// Also none. Folds are dealt to clips of nothing as well.
  @Test func aClipMayHaveSeveralLabels() throws {
    let text = "clip,labels\na.wav,wren; rain\nb.wav,rain\nc.wav,\nd.wav,owl;;rain ;owl\n"
    var columns = CSVColumns()
    columns.label = "labels"
    let listing = try DataSetReader.listing(
      of: Array(text.utf8),
      DataSetSettings(
        format: .csv, metadata: "m.csv", audio: "", name: "", columns: columns,
        labelSeparator: ";", folds: 2), layout: CSVLayout(columns))
    #expect(listing.classes.map(\.name) == ["owl", "rain", "wren"])
    #expect(listing.clips.map(\.classIndices) == [[1, 2], [1], [], [0, 1]])
    #expect(listing.clips.map(\.classIndex) == [1, 1, 0, 0])
    #expect(listing.clips.allSatisfy { (1...2).contains($0.fold) })
  }

  @Test func mapsTheColumnsOfAnyCSV() throws {
    let text = "id,what,part,file,source,from\nx,owl,2,birds/x.flac,tape 4,1.5\ny,bat,1,y.flac,,\n"
    let listing = try TestFiles.read(
      text.utf8, as: .csv,
      columns: CSVColumns(
        clip: "id", label: "what", fold: "part", path: "file", recording: "source", start: "from"))
    #expect(
      listing.classes == [ClassLabel(number: 0, name: "bat"), ClassLabel(number: 1, name: "owl")])
    #expect(
      listing.clips == [
        ClipRow(
          name: "x", path: "birds/x.flac", fold: 2, label: "owl", classIndex: 1,
          recording: "tape 4", start: 1.5, isCut: true, line: 2),
        ClipRow(
          name: "y", path: "y.flac", fold: 1, label: "bat", classIndex: 0, recording: "y.flac",
          line: 3),
      ])
  }

  @Test func takesEachClipForARecordingWithoutThatColumn() throws {
    let listing = try TestFiles.read("clip,label,fold\na.wav,x,1\n".utf8, as: .csv)
    #expect(listing.clips.first?.recording == "a.wav")
  }

  @Test(arguments: [
    ("../a.wav", ClipNameFault.outside, "../a.wav"),
    ("b/../../a.wav", .outside, "b/../../a.wav"),
    ("b/..", .outside, "b/.."),
    ("/etc/passwd", .outside, "/etc/passwd"),
    ("a\u{0}.wav", .badName, "a\\x00.wav"),
    ("..a/b..wav", nil, "..a/b..wav"),
    ("-rf '%s' \u{1B}[2J.wav", nil, "-rf '%s' \u{1B}[2J.wav"),
  ])
  func marksNamesThatLeadElsewhere(name: String, fault: ClipNameFault?, shown: String) throws {
    // Below a fold's folder, `..` may lead no further than to the audio folder.
    let formats: [DataSetSettings.Format] = shown.contains("..") ? [.csv] : [.urbansound8k, .csv]
    for format in formats {
      let text = format == .csv ? "clip,label,fold\n\(name),x,1\n" : header + "\(name),1,,,,1,0,x\n"
      let clip = try #require(try TestFiles.read(text.utf8, as: format).clips.first)
      #expect(clip.fault == fault)
      #expect(clip.name == shown)
    }
  }

  @Test func marksAndWritesOutAStrayNameAmongUTF8AndGoesOn() throws {
    let bytes = Array("clip,label,fold\na".utf8) + [0xFF] + Array(".wav,x,1\nböe.wav,x,2\n".utf8)
    let clips = try TestFiles.read(bytes, as: .csv).clips
    #expect(clips.map(\.fault) == [.badName, nil])
    #expect(clips.map(\.name) == ["a\\xFF.wav", "böe.wav"])
  }

  @Test func tellsTwoSpellingsOfALetterApart() throws {
    let text = "clip,label,fold\n\u{E9}.wav,x,1\ne\u{301}.wav,x,2\n"
    let clips = try TestFiles.read(text.utf8, as: .csv).clips
    #expect(clips.map { Array($0.path.utf8).count } == [6, 7])
  }

  @Test(arguments: [
    (
      "a,1,,,,x,0,dog\n",
      "Cannot use 1 row of 'metadata.csv': line 2, column 'fold': found 'x', expected a whole number, 0 or above."
    ),
    (
      "a,1,-1,inf,two,1,0,dog\n",
      "Cannot use 1 row of 'metadata.csv': line 2, column 'salience': found 'two', expected a whole number, 0 or above; line 2, column 'start': found '-1', expected seconds, 0 or above; line 2, column 'end': found 'inf', expected seconds, 0 or above."
    ),
    (
      "\n\n,1,,,,1,0,dog\n",
      "Cannot use 1 row of 'metadata.csv': line 4, column 'slice_file_name': found '', expected a name."
    ),
    (
      "a,1,,,,1,0,dog\nb,1,,,,1,0,dog\na,1,,,,2,0,dog\n",
      "Cannot use 1 row of 'metadata.csv': line 4, column 'slice_file_name': found 'a', expected a name that is not on line 2 already."
    ),
    (
      "a,1,,,,1,0,dog\nb,1,,,,1,0,cat\n",
      "Cannot use 1 row of 'metadata.csv': line 3, column 'class': found 'cat', expected 'dog' as line 2 says for 0."
    ),
    (
      "a,1,,,,1,0,dog\nb,1,,,,1,1,dog\n",
      "Cannot use 1 row of 'metadata.csv': line 3, column 'class': found 'dog', expected another class than line 2, which has another number."
    ),
    (
      "",
      "There are no clips in the data set at 'metadata.csv'; check dataset.metadata and dataset.audio."
    ),
  ])
  func namesLineAndColumnOfABadField(rows: String, sentence: String) throws {
    #expect(try TestFiles.sentence((header + rows).utf8, as: .urbansound8k) == sentence)
  }

  @Test func makesOneSentenceOfRowsWithTheSameThingWrong() throws {
    let text =
      "filename,category,target,fold,src_file\n"
      + (0..<14).map { "a\($0),x,\($0 == 5 ? "-1" : "0"),\($0 < 2 ? "1" : "\u{1B}[2J"),7\n" }
      .joined()
    #expect(
      try TestFiles.sentence(text.utf8, as: .esc50)
        == "Cannot use 12 rows of 'metadata.csv': line 4, column 'fold': found '\u{1B}[2J', expected a whole number, 0 or above (and 11 more of this kind, on lines 5, 6, 7, …); line 7, column 'target': found '-1', expected a whole number, 0 or above."
    )
  }

  @Test(arguments: [
    (
      "clip;class\na;x\n",
      "Cannot read the table 'metadata.csv': expected the column 'label', found 'clip', 'class'."
    ),
    (
      "clip,label,fold,fold\na,x,1,1\n",
      "Cannot read the table 'metadata.csv': found the column 'fold' more than once."
    ),
    (
      "",
      "Cannot read 'metadata.csv' as CSV: the file is empty, expected a header that names the columns."
    ),
  ])
  func stopsWithoutTheColumns(text: String, sentence: String) throws {
    #expect(try TestFiles.sentence(text.utf8, as: .csv) == sentence)
  }

  @Test func takesAPathThatEndsInTheFolder() throws {
    try TestFiles.withFolder { folder in
      let root = folder.appending(path: "sounds").path
      try FileManager.default.createDirectory(atPath: root, withIntermediateDirectories: false)
      try FileManager.default.createSymbolicLink(
        atPath: folder.path + "/link", withDestinationPath: root)
      let paths = ["\(root)/a.wav", "b/../c.wav", "../sounds/d.wav", root, "\(root)x/e.wav", ".."]
      let metadata = folder.appending(path: "m.csv").path
      try Data("clip,label,fold\n\(paths.map { "\($0),x,1\n" }.joined())".utf8)
        .write(to: URL(filePath: metadata))
      let settings = DataSetSettings(
        format: .csv, metadata: metadata, audio: folder.path + "/link", name: "")
      let clips = try DataSetReader.read(settings).clips
      #expect(clips.map(\.path) == paths)
      #expect(clips.map(\.fault) == [nil, nil, nil, .outside, .outside, .outside])
      #expect(clips.prefix(3).map(\.file) == ["a.wav", "c.wav", "d.wav"])
    }
  }

  @Test func saysWhichFileCannotBeRead() {
    #expect {
      try DataSetReader.read(DataSetSettings(metadata: "/nowhere/a.csv", audio: "", name: ""))
    } throws: {
      "\($0)"
        == "Cannot read the data set at '/nowhere/a.csv': No such file or directory; check dataset.metadata and dataset.audio."
    }
    #expect {
      try DataSetReader.read(DataSetSettings(metadata: "/", audio: "", name: ""))
    } throws: {
      "\($0)"
        == "Cannot read the data set at '/': Is a directory; check dataset.metadata and dataset.audio."
    }
  }
}
