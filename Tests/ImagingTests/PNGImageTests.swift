import Imaging
import Testing

@Suite struct PNGImageTests {
  private let image = PNGImage(
    width: 2, height: 2, format: .rgb, pixels: [255, 0, 0, 0, 255, 0, 0, 0, 255, 1, 2, 3])

  @Test func writesColors() throws {
    let decoded = try DecodedPNG(image.encoded())
    #expect(decoded.colors == [0xFF0000, 0x00FF00, 0x0000FF, 0x010203])
    #expect(decoded.width == 2 && decoded.height == 2)
  }

  @Test func writesGrays() throws {
    let gray = PNGImage(width: 3, height: 1, format: .gray, pixels: [0, 127, 255])
    #expect(try DecodedPNG(gray.encoded()).colors == [0, 0x7F7F7F, 0xFFFFFF])
  }

  @Test func writesPalettes() throws {
    let two = PNGImage(
      width: 1, height: 3, format: .palette([0x102030, 0xFFEEDD]), pixels: [1, 0, 1])
    #expect(try DecodedPNG(two.encoded()).colors == [0xFFEEDD, 0x102030, 0xFFEEDD])
  }

  @Test func keepsTextsOfAnyLanguage() throws {
    let bytes = try image.encoded(texts: [
      ("Title", "100032-3-0-0.wav"), ("Comment", "Straße\n\u{1B}[31m 犬"),
    ])
    let texts = try DecodedPNG(bytes).chunks.filter { $0.kind.hasSuffix("Xt") }
    #expect(texts.map(\.kind) == ["tEXt", "iTXt"])
    #expect(texts[0].content.elementsEqual("Title\0100032-3-0-0.wav".utf8))
    #expect(texts[1].content.elementsEqual("Comment\0\0\0\0\0Straße\n\u{1B}[31m 犬".utf8))
  }

  @Test func compressesAsAsked() throws {
    let flat = PNGImage(
      width: 32, height: 64, format: .rgb, pixels: (0..<6144).map { UInt8($0 * $0 / 7 & 0x3F) })
    let sizes = try [0, 1, 9].map { try flat.encoded(compressionLevel: $0).count }
    #expect(sizes[0] > 6144 && sizes[0] > sizes[1] && sizes[1] > sizes[2])
  }

  @Test(arguments: [
    (PNGImage(width: 0, height: 3, format: .gray, pixels: []), "Title", "it has no pixels"),
    (
      PNGImage(width: 1, height: 1, format: .palette([0]), pixels: [1]), "Title",
      "a pixel is none of the palette's colours"
    ),
    (
      PNGImage(
        width: 1_000_001, height: 1, format: .gray, pixels: .init(repeating: 0, count: 1_000_001)),
      "Title", "Invalid IHDR data"
    ),
    (PNGImage(width: 1, height: 1, format: .gray, pixels: [0]), "", "'' is no keyword"),
    (PNGImage(width: 1, height: 1, format: .gray, pixels: [0]), "Größe", "'Größe' is no keyword"),
  ])
  func saysWhatCannotBeEncoded(image: PNGImage, keyword: String, reason: String) {
    let error = #expect(throws: ImagingError.self) { try image.encoded(texts: [(keyword, "")]) }
    #expect(error?.description.contains(reason) == true)
  }
}
