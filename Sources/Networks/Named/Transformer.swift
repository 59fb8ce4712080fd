/// A transformer over the cells of `cnn4`'s last map: a projection to 128 with learned positions, two pre-norm
/// layers of 4 heads as torch's `TransformerEncoderLayer(norm_first=True)` has them, and the mean over the cells.
enum Transformer {
  private static let (features, inner, heads) = (128, 256, 4)

  static func layers(width: Int) -> [any Layer] {
    var layers = CNN4.features(width: width, poolings: [Window](repeating: Window(2), count: 4))
    layers += [
      Steps(.cells), Linear("projection", outputs: features), LearnedPositions("position"),
    ]
    for number in 0..<2 {
      let name = "layers.\(number)"
      layers += [
        Residual(body: [
          LayerNorm("\(name).norm1"), MultiHeadAttention("\(name).self_attn", heads: heads),
        ]),
        Residual(body: [
          LayerNorm("\(name).norm2"), Linear("\(name).linear1", outputs: inner), Activation(.gelu),
          Linear("\(name).linear2", outputs: features),
        ]),
      ]
    }
    return layers + [LayerNorm("norm"), GlobalAveragePooling(), Dropout(), Linear("fc")]
  }
}
