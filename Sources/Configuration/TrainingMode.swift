/// What is learned.
package enum TrainingMode: String, CaseIterable, Sendable {
  /// The whole network.
  case train
  /// The whole network too, from weights, with a last layer of its own for the classes.
  case fineTune = "fine-tune"
  /// A logistic regression on what the frozen network, which has weights, makes of sounds.
  case probe
}

/// What a fine-tuned network's head begins as.
package enum NetworkHead: String, CaseIterable, Sendable {
  /// The network's own, its last layer at random.
  case new
  /// The probe on the training folds, in the place of all behind the embedding.
  case probe
}

/// How weights of pictures, which have three channels, take spectrograms, which have one.
package enum ImageInput: String, CaseIterable, Sendable {
  /// The first convolution's weights are summed over their channels.
  case sum
  /// The spectrogram is repeated, each channel normalised as ImageNet's.
  case normalised
}
