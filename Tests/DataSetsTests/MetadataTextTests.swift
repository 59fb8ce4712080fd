import DataSets
import Foundation
import Testing

/// Metadata as spreadsheets save it.
struct MetadataTextTests {
  private let table = "clip,label,fold\na.wav,Küken,1\nb.wav,Uhu – laut,2\n"

  @Test func readsLatin1AsWindowsHasIt() throws {
    let bytes = try #require(table.data(using: .windowsCP1252))
    #expect(
      try TestFiles.read(bytes, as: .csv, encoding: .latin1).clips.map(\.label) == [
        "Küken", "Uhu – laut",
      ])
  }

  @Test func stopsAtWhatIsNotUTF8AndNamesTheLikelyEncoding() throws {
    let latin1 = try #require(table.data(using: .windowsCP1252))
    #expect(
      try TestFiles.sentence(latin1, as: .csv)
        == "Cannot read 'metadata.csv' as CSV: line 2: found the byte 0xFC, which is not UTF-8; the file is probably Latin-1 (Windows-1252), which dataset.encoding: \"latin1\" reads."
    )
    let japanese = try #require("clip,label,fold\na.wav,犬の声,1\n".data(using: .shiftJIS))
    #expect(
      try TestFiles.sentence(japanese, as: .csv)?.contains("an encoding such as GBK or Shift JIS")
        == true)
  }

  @Test func stopsAtAClassThatIsNotUTF8AmongOthersThatAre() throws {
    let bytes =
      Array("clip,label,fold\na.wav,Küken,1\nb.wav,K".utf8) + [0xFC] + Array("ken,1\n".utf8)
    #expect(
      try TestFiles.sentence(bytes, as: .csv)
        == "Cannot use 1 row of 'metadata.csv': line 3, column 'label': found 'K\\xFCken', expected UTF-8, as the other lines are."
    )
  }

  @Test(arguments: [String.Encoding.utf16LittleEndian, .utf16BigEndian], [true, false])
  func readsUTF16(encoding: String.Encoding, hasMark: Bool) throws {
    let text = (hasMark ? "\u{FEFF}" : "") + table
    let bytes = try #require(text.data(using: encoding))
    #expect(try TestFiles.read(bytes, as: .csv).clips.first?.label == "Küken")
    #expect(
      try TestFiles.sentence(bytes.dropLast(), as: .csv)
        == "Cannot read 'metadata.csv' as CSV: the file begins as UTF-16 and does not go on so; save it as UTF-8."
    )
  }

  @Test func composesLabelsAndTakesBlanksOff() throws {
    let text =
      "clip,label,fold,site\n a.wav ,dog,1,pond\nb.wav, dog\u{A0},1.0,pond \nKu\u{308}ken.wav,Ku\u{308}ken,2, \n"
    let listing = try TestFiles.read(
      text.utf8, as: .csv, columns: CSVColumns(recording: "site"))
    #expect(
      listing.classes.map(\.name).map { Array($0.utf8) }
        == ["K\u{FC}ken", "dog"].map { Array($0.utf8) })
    #expect(listing.clips.map(\.recording) == ["pond", "pond", "Ku\u{308}ken.wav"])
    #expect(listing.clips.map(\.fold) == [1, 1, 2])
    #expect(
      listing.clips.map(\.path).map { Array($0.utf8) }
        == [" a.wav ", "b.wav", "Ku\u{308}ken.wav"].map { Array($0.utf8) })
  }

  /// As spreadsheets save it where the comma is the decimal point.
  @Test func readsSemicolonsAndDecimalCommas() throws {
    let text = "Datei;Art;von;bis\na.wav;Uhu;0,5;2,75\na.wav;Kauz;3;4,125\n"
    let listing = try TestFiles.read(
      text.utf8, as: .csv,
      columns: CSVColumns(label: "Art", path: "Datei", start: "von", end: "bis"))
    #expect(listing.clips.map(\.start) == [0.5, 3])
    #expect(listing.clips.map(\.end) == [2.75, 4.125])
  }

  @Test func saysThatFoldsAreDealtWhereNoneAreNamed() throws {
    let rows = (0..<10).map { "\($0).wav,\($0 % 2 == 0 ? "dog" : "cat")\n" }
    let listing = try TestFiles.read(("clip,label\n" + rows.joined()).utf8, as: .csv)
    #expect(Set(listing.clips.map(\.fold)).count > 1)
    #expect(listing.notes.contains { $0.contains("are dealt to") }, "\(listing.notes)")
  }

  @Test func saysWhichClassesDifferByCaseAlone() throws {
    let text = "clip,label,fold\na,Dog,1\nb,dog,1\nc,DOG,2\nd,cat,2\n"
    #expect(
      try TestFiles.read(text.utf8, as: .csv).notes == [
        "the classes 'DOG', 'Dog', 'dog' differ by capital letters alone, and are trained on as 3"
      ])
  }
}
