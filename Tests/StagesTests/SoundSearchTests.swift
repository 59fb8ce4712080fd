import Audio
import DataStages
import Foundation
import ModelStages
import TensorFiles
import TestSupport
import Testing

/// What sounds alike among a project's clips.
@Suite(.serialized) struct SoundSearchTests {
  private let data: SmallDataSet

  init() throws { data = try .probing() }

  @Test func findsAClipByItsFileAndOthersByTheClip() throws {
    try data.runAll()
    let search = try SoundSearch(in: data.context())
    #expect(search.count == 24)
    let row = data.rows[5]
    let byFile = try search.matches(ofFile: "\(data.folder)/audio/\(row.path)", count: 24)
    #expect(byFile[0].clip == row.name && byFile[0].similarity > 0.999_99)
    #expect(byFile.map(\.similarity) == byFile.map(\.similarity).sorted(by: >))
    let byClip = try search.matches(ofClip: row.name, count: 30)
    #expect(byClip.count == 23 && !byClip.contains { $0.clip == row.name })
    #expect(Set(byFile[1...5].map(\.clip)).intersection(byClip[..<6].map(\.clip)).count >= 4)
    #expect(throws: SearchError.self) { try search.matches(ofClip: "none", count: 1) }
    #expect(throws: AudioFault.self) { try search.matches(ofFile: "none.wav", count: 1) }
  }

  @Test func saysWhatLacks() throws {
    #expect(throws: (any Error).self) { try SoundSearch(in: data.context()) }
  }
}
