/// torchvision's residual networks of basic blocks, for one input channel.
enum ResNet {
  /// - Parameter blocks: of each of the four stages.
  static func layers(width: Int, blocks: [Int]) -> [any Layer] {
    var layers: [any Layer] = [
      Convolution("conv1", channels: width, kernel: 7, stride: 2, padding: 3),
      BatchNorm("bn1"), Activation(.relu), MaxPooling(size: 3, stride: 2, padding: 1),
    ]
    for (stage, count) in blocks.enumerated() {
      for block in 0..<count {
        layers += basicBlock(
          "layer\(stage + 1).\(block)", channels: width << stage,
          stride: stage > 0 && block == 0 ? 2 : 1)
      }
    }
    return layers + [GlobalAveragePooling(), Linear("fc")]
  }

  private static func basicBlock(_ name: String, channels: Int, stride: Int) -> [any Layer] {
    let body: [any Layer] = [
      Convolution(name + ".conv1", channels: channels, kernel: 3, stride: stride, padding: 1),
      BatchNorm(name + ".bn1"), Activation(.relu),
      Convolution(name + ".conv2", channels: channels, kernel: 3, padding: 1),
      BatchNorm(name + ".bn2"),
    ]
    let shortcut: [any Layer] =
      stride == 1
      ? []
      : [
        Convolution(name + ".downsample.0", channels: channels, kernel: 1, stride: stride),
        BatchNorm(name + ".downsample.1"),
      ]
    return [Residual(body: body, shortcut: shortcut), Activation(.relu)]
  }
}
