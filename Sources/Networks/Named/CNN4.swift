/// Blocks of two convolutions, each with batch norm and ReLU, and an average pooling; then the mean
/// over frequency, and the maximum plus the mean over time.
enum CNN4 {
  static func layers(width: Int) -> [any Layer] {
    var layers: [any Layer] = []
    for block in 0..<4 {
      for half in 0..<2 {
        // torch.nn.Sequential counts convolution, batch norm, ReLU twice, then the pooling.
        let index = 7 * block + 3 * half
        layers += [
          Convolution("features.\(index)", channels: width << block, kernel: 3, padding: 1),
          BatchNorm("features.\(index + 1)"), Activation(.relu),
        ]
      }
      layers.append(AveragePooling())
    }
    return layers + [TimeFrequencyPooling(), Dropout(), Linear("fc")]
  }
}
