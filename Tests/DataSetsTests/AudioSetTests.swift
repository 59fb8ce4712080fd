import DataSets
import Foundation
import Testing

@Suite struct AudioSetTests {
  @Test func namesAreDistinctAndInOrder() {
    #expect(AudioSet.names.count == 527 && Set(AudioSet.names).count == 527)
    #expect(AudioSet.names.first == "Speech" && AudioSet.names.last == "Field recording")
    #expect(AudioSet.names[1] == "Male speech, man speaking")
    #expect(AudioSet.names.allSatisfy { $0 == $0.trimmingCharacters(in: .whitespaces) })
  }

  private static let list = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("../../../shared/reference/transfer/audioset_labels.csv")

  @Test(
    .enabled(
      if: FileManager.default.fileExists(atPath: list.path), "needs ../shared/reference"))
  func namesAreThePublishedOnes() throws {
    let lines = try String(contentsOf: Self.list, encoding: .utf8).split(separator: "\n")
    let names = lines.dropFirst().map { line in
      line.split(separator: ",", maxSplits: 2)[2].trimmingCharacters(in: ["\"", "\r"])
    }
    #expect(AudioSet.names == names)
  }
}
