/// torchvision's residual networks, for one input channel.
enum ResNet {
  enum Block {
    /// Two 3 x 3 convolutions.
    case basic
    /// One between two 1 x 1, the last to four times the channels (the stride is the 3 x 3's).
    case bottleneck
  }

  /// - Parameter blocks: of each of the four stages.
  static func layers(width: Int, blocks: [Int], of kind: Block) -> [any Layer] {
    var layers: [any Layer] = [
      Convolution("conv1", channels: width, kernel: 7, stride: 2, padding: 3),
      BatchNorm("bn1"), Activation(.relu), MaxPooling(size: 3, stride: 2, padding: 1),
    ]
    var inputs = width
    for (stage, count) in blocks.enumerated() {
      for block in 0..<count {
        let (name, channels) = ("layer\(stage + 1).\(block)", width << stage)
        let stride = stage > 0 && block == 0 ? 2 : 1
        let outputs = kind == .basic ? channels : 4 * channels
        layers += [
          Residual(
            body: body(name, kind, channels: channels, stride: stride),
            shortcut: stride == 1 && inputs == outputs
              ? []
              : [
                Convolution(name + ".downsample.0", channels: outputs, kernel: 1, stride: stride),
                BatchNorm(name + ".downsample.1"),
              ]),
          Activation(.relu),
        ]
        inputs = outputs
      }
    }
    return layers + [GlobalAveragePooling(), Linear("fc")]
  }

  private static func body(
    _ name: String, _ kind: Block, channels: Int, stride: Int
  ) -> [any Layer] {
    switch kind {
    case .basic:
      [
        Convolution(name + ".conv1", channels: channels, kernel: 3, stride: stride, padding: 1),
        BatchNorm(name + ".bn1"), Activation(.relu),
        Convolution(name + ".conv2", channels: channels, kernel: 3, padding: 1),
        BatchNorm(name + ".bn2"),
      ]
    case .bottleneck:
      [
        Convolution(name + ".conv1", channels: channels, kernel: 1),
        BatchNorm(name + ".bn1"), Activation(.relu),
        Convolution(name + ".conv2", channels: channels, kernel: 3, stride: stride, padding: 1),
        BatchNorm(name + ".bn2"), Activation(.relu),
        Convolution(name + ".conv3", channels: 4 * channels, kernel: 1),
        BatchNorm(name + ".bn3"),
      ]
    }
  }
}
