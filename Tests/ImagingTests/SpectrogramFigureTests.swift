import Figures
import Imaging
import Testing

@Suite struct SpectrogramFigureTests {
  /// Where the plot lies, in pixels: from the left and from the bottom.
  private static let plot = (left: 176, width: 1520, bottom: 112, height: 768)

  @Test func drawsTheLowestBandAtTheBottom() throws {
    let picture = try draw(values: [0, 10, 20, 40])
    let colors = Colormap.viridis.colors
    #expect(color(of: picture, right: 0.25, up: 0.25) == colors[0])
    #expect(color(of: picture, right: 0.75, up: 0.25) == colors[64])
    #expect(color(of: picture, right: 0.25, up: 0.75) == colors[128])
    #expect(color(of: picture, right: 0.75, up: 0.75) == colors[255])
    #expect(color(of: picture, right: 0.499, up: 0.501) == colors[128])
  }

  @Test func theBarShowsEveryColor() throws {
    let picture = try draw(values: [0, 0, 0, 0])
    let x = Self.plot.left + Self.plot.width + 2 * 26
    let bar = (0..<Self.plot.height).map { row in
      picture.colors[(picture.height - Self.plot.bottom - 1 - row) * picture.width + x]
    }
    #expect(bar.first == Colormap.viridis.colors[0] && bar.last == Colormap.viridis.colors[255])
    #expect(Set(bar) == Set(Colormap.viridis.colors))
  }

  /// One sample in 88,200, which a drawing of every 58th would miss.
  @Test func aClickIsSeenInTheWaveform() throws {
    var samples = [Float](repeating: 0, count: 88_200)
    samples[44_111] = 0.5
    let silent = try ink(draw(samples: [Float](repeating: 0, count: 88_200)))
    let click = try ink(draw(samples: samples))
    #expect(click - silent > 2 * 30)
  }

  @Test func drawsWhatIsNotANumber() throws {
    let values: [Float] = [.nan, .infinity, -.infinity, .nan]
    let picture = try draw(samples: [.nan, .infinity, 0.5, -0.5], values: values)
    #expect(color(of: picture, right: 0.25, up: 0.25) == Colormap.viridis.colors[0])
    #expect(try draw(samples: []).width == picture.width)
  }

  @Test func nothingStraysBetweenNameAndNumbersOfTheAxis() throws {
    let picture = try draw(values: [0, 1, 2, 3])
    for row in 0..<picture.height where row > 140 {
      let gap = picture.colors[row * picture.width + 68..<row * picture.width + 76]
      #expect(gap.allSatisfy { $0 == 0xFFFFFF }, "row \(row)")
    }
  }

  private func draw(samples: [Float] = [0, 1], values: [Float] = [1, 2, 3, 4]) throws -> DecodedPNG
  {
    try DecodedPNG(
      SpectrogramFigure(
        title: "100032-3-0-0.wav", subtitle: "dog_bark", samples: samples, values: values,
        bandFrequencies: [100, 10_000], seconds: 4, unit: "dB"
      ).encoded())
  }

  /// The colour at a place given as shares of the plot.
  private func color(of picture: DecodedPNG, right: Double, up: Double) -> UInt32 {
    let row = picture.height - Self.plot.bottom - 1 - Int(up * Double(Self.plot.height))
    return picture.colors[
      row * picture.width + Self.plot.left + Int(right * Double(Self.plot.width))]
  }

  private func ink(_ picture: DecodedPNG) -> Int { picture.colors.count { $0 == 0x3B528B } }
}
