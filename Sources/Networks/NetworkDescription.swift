/// A network by its name and the channels of its first convolution.
public struct NetworkDescription: Hashable, Sendable {
  /// The networks that are known.
  public enum Name: String, CaseIterable, Hashable, Sendable {
    /// Four blocks of two 3 x 3 convolutions, 32 to 256 channels.
    case cnn4
    /// `cnn4` with 64 to 512 channels.
    case cnn4Wide = "cnn4-wide"
    /// torchvision's ResNet-18 for one input channel, 64 to 512 channels (He and others 2015).
    case resnet18

    /// Channels of the first convolution, if nothing else is said.
    public var standardWidth: Int {
      switch self {
      case .cnn4: 32
      case .cnn4Wide, .resnet18: 64
      }
    }
  }

  public let name: Name
  /// Channels of the first convolution, at least 1; the others follow in proportion.
  public let width: Int

  /// - Parameter width: nil for the network's own.
  public init(_ name: Name, width: Int? = nil) {
    self.name = name
    self.width = width ?? name.standardWidth
    precondition(self.width > 0, "a network of width \(self.width)")
  }

  /// The layers from spectrogram to logits, named as in PyTorch's `state_dict`.
  package func layers(classes: Int) -> [LayerDescription] {
    switch name {
    case .cnn4, .cnn4Wide: Self.cnn4(width: width, classes: classes)
    case .resnet18: Self.resnet(width: width, blocks: [2, 2, 2, 2], classes: classes)
    }
  }

  /// Blocks of two convolutions, each with batch norm and ReLU, and an average pooling; then the
  /// mean over frequency, and the maximum plus the mean over time.
  private static func cnn4(width: Int, classes: Int) -> [LayerDescription] {
    var layers: [LayerDescription] = []
    for block in 0..<4 {
      for half in 0..<2 {
        // torch.nn.Sequential counts convolution, batch norm, ReLU twice, then the pooling.
        let index = 7 * block + 3 * half
        layers += [
          .convolution(
            name: "features.\(index)", channels: width << block, kernel: 3, stride: 1, padding: 1),
          .batchNorm(name: "features.\(index + 1)"), .relu,
        ]
      }
      layers.append(.averagePooling)
    }
    return layers + [.timeFrequencyPooling, .dropout, .linear(name: "fc", outputs: classes)]
  }

  private static func resnet(width: Int, blocks: [Int], classes: Int) -> [LayerDescription] {
    var layers: [LayerDescription] = [
      .convolution(name: "conv1", channels: width, kernel: 7, stride: 2, padding: 3),
      .batchNorm(name: "bn1"), .relu, .maxPooling(size: 3, stride: 2, padding: 1),
    ]
    for (stage, count) in blocks.enumerated() {
      for block in 0..<count {
        layers += basicBlock(
          name: "layer\(stage + 1).\(block)", channels: width << stage,
          stride: stage > 0 && block == 0 ? 2 : 1)
      }
    }
    return layers + [.globalAveragePooling, .linear(name: "fc", outputs: classes)]
  }

  private static func basicBlock(
    name: String, channels: Int, stride: Int
  ) -> [LayerDescription] {
    let body: [LayerDescription] = [
      .convolution(
        name: name + ".conv1", channels: channels, kernel: 3, stride: stride, padding: 1),
      .batchNorm(name: name + ".bn1"), .relu,
      .convolution(name: name + ".conv2", channels: channels, kernel: 3, stride: 1, padding: 1),
      .batchNorm(name: name + ".bn2"),
    ]
    let shortcut: [LayerDescription] =
      stride == 1
      ? []
      : [
        .convolution(
          name: name + ".downsample.0", channels: channels, kernel: 1, stride: stride, padding: 0),
        .batchNorm(name: name + ".downsample.1"),
      ]
    return [.residual(body: body, shortcut: shortcut), .relu]
  }
}
