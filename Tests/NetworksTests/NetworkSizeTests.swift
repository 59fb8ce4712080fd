import Networks
import Testing

@Suite struct NetworkSizeTests {
  /// What torchvision says of its own, in 1e9 for pictures of 224 x 224.
  @Test(arguments: [
    (NetworkDescription.Name.resnet18, 11_689_512, 1.814), (.resnet34, 21_797_672, 3.664),
    (.resnet50, 25_557_032, 4.089),
  ])
  func residualNetworksAreAsLargeAsTorchvisions(
    name: NetworkDescription.Name, parameters: Int, multiplyAdds: Double
  ) throws {
    let size = try NetworkDescription(name).takingImages()
      .size(bands: 224, frames: 224, classes: 1_000)
    #expect(size.parameters == parameters)
    #expect(abs(Double(size.multiplyAdds) / 1e9 - multiplyAdds) < 5e-4)
  }

  /// Of layers whose arithmetic is no convolution's, on 6 steps of 2.
  @Test(arguments: [
    (#"{"layer": "gru", "name": "a", "features": 5}"#, 6 * 2 * 3 * 5 * (2 + 5), 10),
    (#"{"layer": "multi-head-attention", "name": "a", "heads": 2}"#, 6 * 4 * 4 + 2 * 36 * 2, 2),
    (#"{"layer": "linear", "name": "a", "outputs": 7}"#, 6 * 2 * 7, 7),
  ])
  func stepsAreCountedEach(layer: String, multiplyAdds: Int, features: Int) throws {
    let network = try NetworkDescription(
      name: "small",
      layersText: """
        [{"layer": "convolution", "name": "c", "channels": 2, "kernel": 1},
         {"layer": "steps", "of": "cells"}, \(layer), {"layer": "global-average-pooling"},
         {"layer": "linear", "name": "fc"}]
        """)
    let size = try network.size(bands: 2, frames: 3, classes: 3)
    #expect(size.multiplyAdds == 6 * 2 + multiplyAdds + features * 3)
  }
}
