import DataSets
import Testing

@Suite struct CorrectionsTests {
  private static let metadata = """
    clip,label,fold
    a.wav,dog,1
    b.wav,dog,2
    c.wav,cat,1
    d.wav,cat,2

    """

  /// The listing, and the sentence that reading ends with instead.
  private func read(
    _ corrections: String?, metadata: String = metadata
  ) throws -> (listing: DataSetListing?, sentence: String?) {
    try TestFiles.withFolder { folder in
      let files = ("\(folder.path)/metadata.csv", "\(folder.path)/heard.csv")
      try metadata.write(toFile: files.0, atomically: true, encoding: .utf8)
      try corrections?.write(toFile: files.1, atomically: true, encoding: .utf8)
      do {
        return (
          try DataSetReader.read(
            DataSetSettings(
              format: .csv, metadata: files.0, audio: folder.path, name: "", corrections: files.1)),
          nil
        )
      } catch {
        return (nil, "\(error)".replacing("\(folder.path)/", with: ""))
      }
    }
  }

  private func classes(_ corrections: String) throws -> [String] {
    let (listing, sentence) = try read(corrections)
    let found = try #require(listing, "\(sentence ?? "")")
    return found.clips.map { clip in
      guard let correction = clip.correction else { return "-" }
      return "\(correction.verdict.rawValue) \(found.classes[correction.classIndex].name)"
    }
  }

  @Test func verdictsSayWhichClassCounts() throws {
    #expect(
      try classes("clip,label,verdict\na.wav,dog,right\nb.wav,cat,another\nc.wav,cat,wrong\n")
        == ["right dog", "another cat", "wrong cat", "-"])
    #expect(try classes("clip,label,verdict\nd.wav,,unsure\n") == ["-", "-", "-", "unsure cat"])
    // What the clip was called by an earlier correction is right.
    #expect(try classes("clip,label,verdict\na.wav,cat,right\n") == ["right cat", "-", "-", "-"])
  }

  /// As `suspects.csv` is, edited or not.
  @Test func withoutAVerdictALabelThatDiffersCounts() throws {
    let edited = """
      experiment;clip;label;suggested;Verdict
      1;a.wav;dog;cat;
      1;b.wav;cat;cat;
      1;c.wav;cat;dog; Wrong
      """
    #expect(try classes(edited) == ["-", "another cat", "wrong cat", "-"])
    #expect(try classes("clip,label\nd.wav,dog\n") == ["-", "-", "-", "another dog"])
  }

  @Test func whatIsListedStays() throws {
    let listing = try #require(try read("clip,label\na.wav,cat\n").listing)
    #expect(listing.clips[0].label == "dog")
    #expect(listing.classes[listing.clips[0].classIndex].name == "dog")
    #expect(listing.notes.contains { $0.contains("gives 1 clip another label") })
  }

  @Test(arguments: [
    (
      "clip,label,verdict\nx.wav,dog,right\n",
      "line 2, column 'clip': found 'x.wav', expected a clip of the data set, named as in the view clips"
    ),
    (
      "clip,label,verdict\na.wav,dogs,another\n",
      "line 2, column 'label': found 'dogs', expected a class of the data set (the nearest is 'dog'), or nothing"
    ),
    (
      "clip,label,verdict\na.wav,dog,maybe\n",
      "line 2, column 'verdict': found 'maybe', expected one of right, wrong, another, unsure, or nothing"
    ),
    (
      "clip,label,verdict\na.wav,,another\n",
      "line 2, column 'label': found '', expected the class that the clip is of"
    ),
    (
      "clip,label,verdict\na.wav,dog,right\na.wav,dog,wrong\n",
      "line 3, column 'clip': found 'a.wav', expected one verdict on a clip, not another than on line 2"
    ),
  ])
  func whatIsWrongIsSaid(corrections: String, sentence: String) throws {
    #expect(try read(corrections).sentence == "Cannot use 1 row of 'heard.csv': \(sentence).")
  }

  @Test func thoseOfAWholeServeAPart() throws {
    let whole = "clip,label\na.wav,cat\nx.wav,dog\nx.wav,dog\ny.wav,cow\n"
    #expect(try classes(whole) == ["another cat", "-", "-", "-"])
    let notes = try #require(try read(whole).listing).notes
    #expect(
      notes.contains(
        "2 of 3 clips in dataset.corrections are not in this data set, the first: 'x.wav' on line 3"
      ))
    #expect(try read("clip,label\n").listing?.notes.contains { $0.contains("not in") } == false)
  }

  @Test func whereNoneIsThereItIsTheWrongTable() throws {
    #expect(
      try read("clip,label\nx.wav,dog\ny.wav,cat\n").sentence
        == "Cannot use 2 rows of 'heard.csv': line 2, column 'clip': found 'x.wav', expected a clip of the"
        + " data set, named as in the view clips (and 1 more of this kind, on line 3).")
  }

  @Test func aVerdictMayBeThereTwice() throws {
    #expect(
      try classes("clip,label\na.wav,cat\na.wav,cat\n") == ["another cat", "-", "-", "-"])
  }

  @Test func aFileThatIsNotThereIsSaid() throws {
    #expect(
      try read(nil).sentence
        == "Cannot read the corrections of labels at 'heard.csv': No such file or directory;"
        + " check dataset.corrections.")
    #expect(
      try read("name,verdict\n").sentence
        == "Cannot read the table 'heard.csv': expected the columns 'clip', 'label', found 'name', 'verdict'."
    )
  }
}
