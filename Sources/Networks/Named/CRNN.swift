/// The convolutions of `cnn4`, the last two blocks pooled over bands alone, their mean over bands, and the frames in
/// turn through a GRU of 128 in both directions, pooled over time.
enum CRNN {
  static func layers(width: Int, pooling: any Layer) -> [any Layer] {
    CNN4.features(width: width, poolings: [Window(2), Window(2), Window(2, 1), Window(2, 1)]) + [
      Steps(.frames), GRU("gru", features: 128), pooling, Dropout(), Linear("fc"),
    ]
  }
}
