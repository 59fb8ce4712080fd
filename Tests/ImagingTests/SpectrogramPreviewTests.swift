import Imaging
import TensorFiles
import Testing

@Suite struct SpectrogramPreviewTests {
  @Test(arguments: Colormap.allCases, [false, true])
  func equalsMatplotlib(colormap: Colormap, isFixed: Bool) throws {
    let spectrogram = try NpyArray(contentsOf: Files.golden + "spectrogram.npy")
    let settings = PreviewSettings(
      colormap: colormap,
      range: isFixed ? .fixed(lower: -60, upper: 10) : .perClip(dynamicRange: .infinity))
    let ours = try SpectrogramPreview(settings).encoded(
      spectrogram.elements.span, bands: 48, frames: 40)
    let matplotlibs = try Files.bytes(colormap.rawValue + (isFixed ? "-fixed.png" : ".png"))
    let distance = try #require(DecodedPNG(ours).distance(to: DecodedPNG(matplotlibs)))
    // matplotlib cuts colours down to bytes, we round them.
    #expect(distance <= 1)
  }

  @Test func drawsTheLowestBandAtTheBottom() {
    #expect(pixels([0, 1, 2, 3, 4, 8], bands: 3) == [128, 255, 64, 96, 0, 32])
  }

  @Test func cutsWhatIsFarUnderThePeak() {
    let settings = PreviewSettings(range: .perClip(dynamicRange: 64))
    #expect(pixels([-100, -64, -32, 0], bands: 1, settings) == [0, 0, 128, 255])
  }

  @Test func keepsAFixedRange() {
    let settings = PreviewSettings(range: .fixed(lower: -64, upper: 64))
    #expect(pixels([-65, 0, 32, 900], bands: 1, settings) == [0, 128, 192, 255])
  }

  @Test(
    arguments: [
      [7, 7, 7, 7], [.nan, .nan, .nan, .nan], [-.infinity, -.infinity, 1, 1],
      [.greatestFiniteMagnitude, -.greatestFiniteMagnitude, 0, 0],
    ] as [[Float]])
  func drawsWhatHasNoRange(values: [Float]) {
    #expect(pixels(values, bands: 2) == [0, 0, 0, 0])
  }

  @Test func drawsWhatIsNotANumberAtTheEnds() {
    #expect(pixels([.nan, -.infinity, 0, 1, .infinity], bands: 1) == [0, 0, 0, 255, 255])
  }

  @Test func enlargesPixelsToSquares() throws {
    let image = SpectrogramPreview(PreviewSettings(scale: 2))
      .image(of: [0, 1, 2, 4].span, bands: 2, frames: 2)
    #expect(image.width == 4 && image.height == 4)
    #expect(image.pixels == [128, 128, 255, 255, 128, 128, 255, 255, 0, 0, 64, 64, 0, 0, 64, 64])
  }

  private func pixels(
    _ values: [Float], bands: Int, _ settings: PreviewSettings = PreviewSettings()
  ) -> [UInt8] {
    SpectrogramPreview(settings)
      .image(of: values.span, bands: bands, frames: values.count / bands).pixels
  }
}
