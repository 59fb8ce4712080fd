/// torchvggish's VGGish (Hershey and others 2017) up to its embedding of 128, and a classifier. Its weights
/// see [frames, bands].
enum VGGish {
  static func layers(width: Int) -> [any Layer] {
    var layers: [any Layer] = [Transposition()]
    // torch.nn.Sequential counts convolution, ReLU and pooling.
    var index = 0
    for (stage, count) in [1, 1, 2, 2].enumerated() {
      for _ in 0..<count {
        layers += [
          Convolution(
            "features.\(index)", channels: width << stage, kernel: 3, padding: 1, bias: true),
          Activation(.relu),
        ]
        index += 2
      }
      layers.append(MaxPooling())
      index += 1
    }
    layers.append(Flattening(.channelsLast))
    for (index, outputs) in [64 * width, 64 * width].enumerated() {
      layers += [Linear("embeddings.\(2 * index)", outputs: outputs), Activation(.relu)]
    }
    return layers + [
      Linear("embeddings.4", outputs: 128, isEmbedding: true), Activation(.relu),
      Linear("classifier"),
    ]
  }
}
