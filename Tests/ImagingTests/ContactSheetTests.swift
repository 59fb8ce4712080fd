import Figures
import Imaging
import Testing

@Suite struct ContactSheetTests {
  @Test(arguments: [(0, 0), (1, 1), (5, 1), (6, 2), (11, 3)])
  func fillsRowAfterRow(cells: Int, rows: Int) throws {
    let areas = (0..<cells).map { UInt32($0 * 20 + 1) << 16 }
    let sheet = ContactSheet(
      title: "siren",
      cells: areas.map { color in
        let pixels = [UInt8](repeating: 0, count: 60 * 40)
        return .init(
          image: PNGImage(width: 60, height: 40, format: .palette([color]), pixels: pixels),
          caption: "a caption that is wider than its cell")
      })
    let picture = try DecodedPNG(sheet.encoded())
    for color in areas { #expect(picture.colors.count { $0 == color } == 2 * 60 * 2 * 40) }
    let empty = try DecodedPNG(ContactSheet(title: "siren", cells: []).encoded())
    #expect(picture.height - empty.height == rows * 2 * (40 + 26))
  }
}
