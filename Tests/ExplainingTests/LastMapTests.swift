import Explaining
import Networks
import Testing

@Suite struct LastMapTests {
  /// Of 64 bands and 96 frames: cells across the bands, and across the frames.
  @Test(arguments: [
    (NetworkDescription.Name.cnn4, 8, 12), (.resnet18, 2, 3), (.mn04, 2, 3), (.cnn14, 2, 3),
    (.vggish, 8, 12), (.crnn, 8, 24), (.transformer, 8, 12),
  ])
  func isThatBeforeThePooling(name: NetworkDescription.Name, height: Int, width: Int) throws {
    let layers = NetworkDescription(name).layers(classes: 10)
    let map = try #require(try LastMap(of: layers, bands: 64, frames: 96))
    #expect((map.height, map.width) == (height, width), "\(map)")
    #expect(map.isTransposed == (name == .vggish))
  }

  @Test func aNetworkWithoutMapsHasNone() throws {
    let network = try NetworkDescription(
      name: "test",
      layersText: #"[{"layer": "global-average-pooling"}, {"layer": "linear", "name": "fc"}]"#)
    #expect(try LastMap(of: network.layers(classes: 10), bands: 64, frames: 96) == nil)
  }
}
