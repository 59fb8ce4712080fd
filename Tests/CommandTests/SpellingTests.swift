import Foundation
import TestSupport
import Testing

/// Paths that are spelt another way in the metadata than on the disk.
@Suite struct SpellingTests {
  @Test func areFoundUsedAndCounted() throws {
    let names = ["Ku\u{308}ken/a.wav", "b/K\u{FC}ken.wav", "b/c.wav", "Dog.WAV", "e.wav", "d.wav"]
    let files = try TemporaryFolder()
    let listed = [
      "K\u{FC}ken/a.wav", "b/Ku\u{308}ken.wav", "b\\c.wav", "dog.wav", "\(files.path)/audio/e.wav",
      "b/../d.wav", "../audio.wav",
    ]
    let table = try TableProject(
      #""format": "csv""#, "clip,label,fold\n" + listed.map { "\($0),x,1\n" }.joined(), in: files)
    for (index, name) in names.enumerated() { try table.writeSound(name, seed: index) }
    let ending = try table.project.run("ingest")
    #expect(ending.status == 0, "\(ending)")
    #expect(ending.errors.contains("3 paths of the metadata are spelt another way"), "\(ending)")
    #expect(
      try table.project.query("SELECT clip, category, message FROM clip_faults ORDER BY 1") == [
        "../audio.wav|outside|../audio.wav leads out of dataset.audio; dataset.followLinks: true allows links, but no path may.",
        "dog.wav|missing|There is no file dog.wav under dataset.audio, but Dog.WAV, which differs by capital letters alone; name it so in the metadata.",
      ])
    #expect(
      try table.project.query("SELECT path FROM clips").map { Array($0.utf8) }
        == listed.map { Array($0.utf8) })
    for stage in ["segment", "render"] { #expect(try table.project.run(stage).status == 0) }
    #expect(try table.project.query("SELECT count(*) FROM tensors") == ["5"])
    #expect(try table.project.run("ingest").output.contains("7 clips in 1 fold"))
  }

  @Test func whatIsPassedOverIsNamed() throws {
    let table = try TableProject(#""format": "folders""#)
    for (index, name) in ["owl/a.wav", "owl/deep/b.wav", "bat/c.wav"].enumerated() {
      try table.writeSound(name, seed: index)
    }
    try table.files.write("", to: "audio/owl/.DS_Store")
    try table.files.write("", to: "audio/owl/list.txt")
    let ending = try table.project.run("ingest")
    #expect(ending.output.contains("ingest: 3 clips in"), "\(ending)")
    #expect(
      ending.output.contains(
        "ingest: 2 passed over: owl/.DS_Store (hidden), owl/list.txt (no sound ending)"),
      "\(ending)")
    let json = try table.project.run("ingest", ["--json"])
    #expect(json.output.contains(#""passed_over":{"hidden":1,"no sound ending":1}"#), "\(json)")
  }
}
