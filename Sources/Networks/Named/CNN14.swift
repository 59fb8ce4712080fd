/// PANNs' CNN14 (Kong and others 2020): norm of each band, six blocks of two convolutions, pooling over bands
/// and frames, an embedding. Its weights see [frames, bands].
enum CNN14 {
  static func layers(width: Int) -> [any Layer] {
    var layers: [any Layer] = [BandNorm("bn0"), Transposition()]
    for block in 0..<6 {
      for half in 1...2 {
        let name = "conv_block\(block + 1)"
        layers += [
          Convolution("\(name).conv\(half)", channels: width << block, kernel: 3, padding: 1),
          BatchNorm("\(name).bn\(half)"), Activation(.relu),
        ]
      }
      if block < 5 { layers.append(AveragePooling()) }
    }
    return layers + [
      Transposition(), TimeFrequencyPooling(), Dropout(),
      Linear("fc1", outputs: width << 5, isEmbedding: true),
      Activation(.relu), Dropout(), Linear("fc_audioset"),
    ]
  }
}
