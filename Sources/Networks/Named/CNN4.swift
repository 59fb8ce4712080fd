/// Blocks of two convolutions, each with batch norm and ReLU, and an average pooling; then the mean
/// over frequency, and the maximum plus the mean over time.
enum CNN4 {
  static func layers(width: Int) -> [any Layer] {
    features(width: width, poolings: [Window](repeating: Window(2), count: 4))
      + [TimeFrequencyPooling(), Dropout(), Linear("fc")]
  }

  /// The convolutions, which other networks begin with too.
  /// - Parameter poolings: windows of each block's average pooling
  static func features(width: Int, poolings: [Window]) -> [any Layer] {
    var layers: [any Layer] = []
    for (block, size) in poolings.enumerated() {
      for half in 0..<2 {
        // torch.nn.Sequential counts convolution, batch norm, ReLU twice, then the pooling.
        let index = 7 * block + 3 * half
        layers += [
          Convolution("features.\(index)", channels: width << block, kernel: 3, padding: 1),
          BatchNorm("features.\(index + 1)"), Activation(.relu),
        ]
      }
      layers.append(AveragePooling(size: size))
    }
    return layers
  }
}
