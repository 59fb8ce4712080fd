import DataSets
import Foundation
import Testing

struct FolderReaderTests {
  @Test func takesTheFirstFolderForAClassAndFilesAtAnyDepth() throws {
    let listing = try read([
      "owl/b.WAV", "owl/a.ogg", "bat/a.ogg", "owl/deeper/still/c.m4a", "cat/deeper/x.wav",
    ])
    #expect(listing.classes.map(\.name) == ["bat", "cat", "owl"])
    #expect(
      listing.clips.map(\.path) == [
        "bat/a.ogg", "cat/deeper/x.wav", "owl/a.ogg", "owl/b.WAV", "owl/deeper/still/c.m4a",
      ])
    #expect(listing.clips.map(\.classIndex) == [0, 1, 2, 2, 2])
    #expect(listing.clips.map(\.recording) == listing.clips.map(\.name))
    #expect(listing.clips.allSatisfy { 1...5 ~= $0.fold && $0.line == nil })
    #expect(listing.passedOver.count == 0 && listing.passedOver.sentence == nil)
  }

  @Test func countsAndNamesWhatItPassesOver() throws {
    let listing = try read([
      "owl/b.wav", "owl/._b.wav", ".git/x", "loose.wav", "README.txt", "owl/Thumbs.db",
      "owl/deep/desktop.ini", "__MACOSX/owl/b.wav", "notes/a.txt", "owl/x.csv", "owl/y.jpg",
      "owl/z",
      "owl/deep/w.pdf",
    ])
    #expect(listing.clips.map(\.path) == ["owl/b.wav"])
    #expect(
      listing.passedOver.sentence
        == "13 passed over: .git and owl/._b.wav (hidden), __MACOSX, owl/Thumbs.db and owl/deep/desktop.ini (of the system), README.txt, notes/a.txt and 4 more (no sound ending), loose.wav (in no class folder), notes (a folder without sound)"
    )
    let own = try read(["owl/b.wav", "owl/z", "owl/c.XYZ"], endings: ["", ".xyz"])
    #expect(own.clips.map(\.path) == ["owl/c.XYZ", "owl/z"])
  }

  @Test func makesOneClassOfNamesThatLookTheSame() throws {
    let listing = try read([
      "dog/a.wav", "dog /b.wav", "Dog/c.wav", "K\u{FC}ken/d.wav", "Ku\u{308}ken/e.wav",
    ])
    #expect(
      listing.classes.map { Array($0.name.utf8) } == ["Dog", "Küken", "dog"].map { Array($0.utf8) })
    #expect(Set(listing.clips.map(\.path).map { Array($0.utf8) }).count == 5)
    #expect(
      listing.notes == [
        "the classes 'Dog', 'dog' differ by capital letters alone, and are trained on as 2"
      ])
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

  @Test(.timeLimit(.minutes(1))) func endsWhereALinkLeadsRound() throws {
    let listing = try read(["owl/barn/a.wav", "owl/wood/b.wav"]) { folder in
      for (link, target) in [
        ("all", "."), ("owl/up", ".."), ("owl/wood/round", "../../owl"),
        ("owl/wood/barn", "../barn"),
      ] {
        try FileManager.default.createSymbolicLink(
          atPath: folder.path + "/" + link, withDestinationPath: target)
      }
    }
    #expect(listing.clips.map(\.name) == ["owl/barn/a.wav", "owl/wood/b.wav"])
    #expect(
      listing.passedOver.names[.loop]?.sorted() == [
        "all", "owl/up", "owl/wood/barn", "owl/wood/round",
      ])
  }

  @Test func marksANameThatIsNotUTF8() throws {
    let listing = try read([]) { folder in
      try FileManager.default.createDirectory(
        atPath: folder.path + "/owl", withIntermediateDirectories: false)
      let path = Array((folder.path + "/owl/a").utf8).map(CChar.init) + [-1, 46, 119, 97, 118, 0]
      close(open(path, O_CREAT | O_WRONLY, 0o644))
    }
    #expect(listing.clips.map(\.name) == ["owl/a\\xFF.wav"])
    #expect(listing.clips.map(\.fault) == [.badName])
  }

  @Test func refusesAClassFolderThatIsNotUTF8() throws {
    #expect {
      try read(["owl/a.wav"]) { folder in
        let path = Array((folder.path + "/K").utf8).map(CChar.init) + [-4]
        mkdir(path + [0], 0o755)
        close(open(path + "/a.wav\0".utf8.map(CChar.init), O_CREAT | O_WRONLY, 0o644))
      }
    } throws: {
      "\($0)".hasPrefix("Cannot name a class after the folder 'K\\xFC' in")
    }
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
    endings: [String] = DataSetSettings.knownSoundEndings,
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
          recordingPattern: pattern, soundEndings: endings))
    }
  }
}
