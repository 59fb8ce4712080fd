import DataSets
import Foundation
import Testing

struct FolderReaderTests {
  @Test func takesAFolderForAClass() throws {
    let listing = try read([
      "owl/b.wav", "owl/a.ogg", "bat/a.ogg", "owl/.hidden", ".git/x", "owl/deeper/c.wav",
      "loose.wav", "empty/deeper/x.wav",
    ])
    #expect(listing.classes.map(\.name) == ["bat", "owl"])
    #expect(listing.clips.map(\.path) == ["bat/a.ogg", "owl/a.ogg", "owl/b.wav"])
    #expect(listing.clips.map(\.classIndex) == [0, 1, 1])
    #expect(listing.clips.map(\.recording) == listing.clips.map(\.name))
    #expect(listing.clips.allSatisfy { 1...5 ~= $0.fold && $0.line == nil })
  }

  @Test func followsLinksToTellFoldersFromFiles() throws {
    let listing = try read(["owl/a.wav"]) { folder in
      try FileManager.default.createSymbolicLink(
        atPath: folder.path + "/bat", withDestinationPath: folder.path + "/owl")
      try FileManager.default.createSymbolicLink(
        atPath: folder.path + "/owl/gone.wav", withDestinationPath: "nowhere")
    }
    #expect(
      listing.clips.map(\.name) == ["bat/a.wav", "bat/gone.wav", "owl/a.wav", "owl/gone.wav"])
  }

  @Test func marksANameThatIsNotUTF8() throws {
    let listing = try read([]) { folder in
      try FileManager.default.createDirectory(
        atPath: folder.path + "/owl", withIntermediateDirectories: false)
      let path = Array((folder.path + "/owl/a").utf8).map(CChar.init) + [-1, 0]
      close(open(path, O_CREAT | O_WRONLY, 0o644))
    }
    #expect(listing.clips.map(\.name) == ["owl/a\\xFF"])
    #expect(listing.clips.map(\.fault) == [.badName])
  }

  @Test func groupsFilesByThePatternsRecording() throws {
    let files = (0..<60).map { "owl/\($0 % 20)-\($0).wav" } + ["bat/3-x.wav", "bat/odd.wav"]
    let listing = try read(files, folds: 4, pattern: #"^(\d+)-"#)
    let folds = Dictionary(grouping: listing.clips, by: \.recording)
      .mapValues { Set($0.map(\.fold)).count }
    #expect(folds.count == 21)
    #expect(folds["3"] == 1 && folds["bat/odd.wav"] == 1)
    #expect(folds.values.allSatisfy { $0 == 1 })
  }

  @Test(arguments: [
    ("(", "Cannot use the recording pattern '(': it is not a regular expression."),
    ("a", "Cannot use the recording pattern 'a': it has 0 groups, expected one."),
    ("(a)(.)", "Cannot use the recording pattern '(a)(.)': it has 2 groups, expected one."),
  ])
  func refusesAPattern(pattern: String, sentence: String) {
    #expect { try read(["owl/a.wav"], pattern: pattern) } throws: { "\($0)" == sentence }
  }

  @Test func saysWhenThereIsNothing() throws {
    #expect(throws: DataSetError.self) { try read([]) }
    #expect {
      try DataSetReader.read(
        DataSetSettings(format: .folders, metadata: "", audio: "/nowhere", name: ""))
    } throws: {
      "\($0)"
        == "Cannot read the data set at '/nowhere': No such file or directory; check dataset.metadata and dataset.audio."
    }
  }

  private func read(
    _ files: [String], folds: Int = 5, pattern: String? = nil,
    _ prepare: (URL) throws -> Void = { _ in }
  ) throws -> DataSetListing {
    try TestFiles.withFolder { folder in
      for file in files {
        let url = folder.appending(path: file)
        try FileManager.default.createDirectory(
          at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data().write(to: url)
      }
      try prepare(folder)
      return try DataSetReader.read(
        DataSetSettings(
          format: .folders, metadata: "", audio: folder.path, name: "", folds: folds,
          recordingPattern: pattern))
    }
  }
}
