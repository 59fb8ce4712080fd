/// What is learned.
package enum TrainingMode: String, CaseIterable, Sendable {
  /// The whole network.
  case train
  /// The whole network too, from weights, with a last layer of its own for the classes.
  case fineTune = "fine-tune"
  /// A logistic regression on what the frozen network, which has weights, makes of sounds.
  case probe
}
