import Audio
import Networks
import Perturbations

extension ConfigurationKey {
  /// Every key. Defaults, checks, `--set`, the schema and the documentation come from this table.
  static let all: [ConfigurationKey] =
    top + dataset + paths + segment + spectrogram + spectrogramExtras + preview + training
    + evaluation + robustness + report

  private static let top: [ConfigurationKey] = [
    .choice(
      "frontEnd", \.frontEnd,
      "A published front end, which gives segment and spectrogram their defaults.")
  ]

  private static let paths: [ConfigurationKey] = [
    .text("paths.manifest", \.paths.manifest, "The SQLite database of clips, runs and results."),
    .text("paths.cache", \.paths.cache, "The folder of everything that is computed."),
    .text(
      "paths.results", \.paths.results,
      "The folder of pictures and tables under readable names; null: results beside the manifest.",
      neutral: .null),
    .text(
      "paths.weights", \.paths.weights,
      "The folder of published weights; null: soundmark in $XDG_CACHE_HOME or ~/.cache.",
      neutral: .null),
  ]

  /// For what changes nothing in what is computed, as where segments come from.
  private static let never: Test = { _ in false }

  private static let segment: [ConfigurationKey] = [
    .integer(
      "segment.sampleRate", \.segment.sampleRate, AudioFile.sampleRates,
      "The sample rate that clips are brought to, in Hz."),
    .number(
      "segment.seconds", \.segment.seconds, .above(0, to: 86_400),
      "The length of a segment, in seconds; 5 for esc50."),
    .number(
      "segment.hopSeconds", \.segment.hopSeconds, .above(0, to: 86_400),
      "From the start of a segment to the start of the next, in seconds; null: segment.seconds.",
      null: { $0.segment.seconds.json }),
    .number(
      "segment.minimumSeconds", \.segment.minimumSeconds, .from(0, to: 86_400),
      "Shorter clips are faults (too-short), in seconds; at 0 one sample is a clip."),
    .choice(
      "segment.padding", \.segment.padding,
      "How the rest of a segment is filled: with zeros, or with the signal again."),
    .choice(
      "segment.channels", \.segment.channels,
      "How channels become one: their mean, the first (left), the right, or the loudest of a clip."),
    .choice(
      "segment.resampling", \.segment.resampling, "The resampler's quality; high is soxr's HQ."),
    .boolean(
      "segment.keepWaveforms", \.keepsWaveforms,
      "Whether segments are kept as WAV files; if not, render cuts them itself: the same tensors in a quarter of the space, or two fifths where 16 bits hold the segments.",
      appliesWhen: never),
  ]

  private static let training: [ConfigurationKey] = [
    .name(
      "training.network.name", \.network.name, known: NetworkDescription.Name.allCases,
      "The network, one that is known or, beside layers, what to call it; training.network may be its name alone."
    ),
    .number(
      "training.network.width", \.network.width, .above(0, to: 1_024),
      "Channels of its first convolution, the others in proportion; for a mobilenet, times its published channels; null: the network's own.",
      appliesWhen: { $0.network.layers == nil },
      null: { ($0.network.known ?? .cnn4).standardWidth.json }),
    .layers(
      "training.network.layers", \.network.layers,
      "A network of your own, layer by layer (docs/networks.md); null: the one of that name.",
      neutral: .null),
    .choice(
      "training.mode", \.mode,
      "What is learned: the whole network (train), the same from training.weights with a new last layer (fine-tune), or, with training.weights as they are, a logistic regression on what the frozen network makes of sounds (probe).",
      neutral: TrainingMode.train.rawValue.json),
    .choice(
      "training.head", \.head,
      "For fine-tune: whether the last layer begins at random, or a probe on the training folds takes the place of the head.",
      neutral: NetworkHead.new.rawValue.json),
    .integer(
      "training.epochs", \.training.epochs, 1...100_000, "How often every clip is trained on."),
    .integer("training.batchSize", \.training.batchSize, 1...4_096, "Clips in a step."),
    .number(
      "training.learningRate", \.training.learningRate, .above(0, to: 10),
      "The highest learning rate of the schedule."),
    .choice(
      "training.schedule", \.training.schedule, "How the learning rate goes from step to step."),
    .number(
      "training.warmUp", \.training.warmUp, .from(0, below: 1),
      "The share of the steps in which the learning rate first rises; null: 0.3 of one-cycle, 0 of the others.",
      neutral: .null),
    .choice(
      "training.optimizer", \.training.optimizer, "How weights follow their gradients.",
      neutral: TrainingSettings.Optimizer.adamw.rawValue.json),
    .number(
      "training.momentum", \.training.momentum, .from(0, below: 1), "For sgd.",
      neutral: 0.9.json),
    .number(
      "training.weightDecay", \.training.weightDecay, .from(0, to: 1),
      "Weight decay: AdamW's, or for sgd what is added to the gradient."),
    .boolean(
      "training.decayNorms", \.training.decaysVectors,
      "Whether the scales and shifts of norms, and biases, decay as well.", neutral: true.json),
    .number(
      "training.gradientClipping", \.training.gradientClipping, .above(0, to: 1e6),
      "The length that the gradients are cut to; null: they are not.", neutral: .null),
    .number(
      "training.averaging", \.training.averaging, .from(0, below: 1),
      "The share of the weights' moving averages that a step keeps, such as 0.999; the averages then are the network; 0: the weights are.",
      neutral: 0.0.json),
    .number(
      "training.headRate", \.training.headRate, .above(0, to: 1_000),
      "The learning rate of the last layer, times that of the others.", neutral: 1.0.json),
    .text(
      "training.frozen", \.training.frozen,
      "A layer's name, such as features.12: it and all before it stay as the weights have them; null: all layers are trained.",
      neutral: .null),
    .choice(
      "training.batchNorm", \.training.statistics,
      "Whether batch norms go by each batch, their running statistics moving, or by those of the weights.",
      neutral: TrainingSettings.Statistics.moving.rawValue.json),
    .choice(
      "training.balance", \.training.balance,
      "What is done about classes of different size: clips weigh by the inverse of their class's size, or are drawn so that classes come equally often.",
      neutral: TrainingSettings.Balance.none.rawValue.json),
    .choice(
      "training.validation", \.training.validation,
      "What the epoch that counts is chosen on, by the lowest loss: nothing, the last one counts; the training fold after the tested one; a share of the training folds' recordings.",
      neutral: TrainingSettings.Validation.none.rawValue.json),
    .number(
      "training.validationShare", \.training.validationShare, .above(0, to: 0.9),
      "For recordings: the share of each class's clips that is kept for validation.",
      neutral: 0.1.json),
    .integer(
      "training.patience", \.training.patience, 1...100_000,
      "Epochs without a better one after which training ends; null: it never ends early.",
      neutral: .null),
    .boolean(
      "training.leakyRandomSplit", \.leakyRandomSplit,
      "Whether clips are dealt to the folds at random, so that recordings are cut over training and test: to see what that lends to figures. All of them are marked, and none is a result.",
      neutral: false.json),
    .number(
      "training.labelSmoothing", \.training.labelSmoothing, .from(0, below: 1),
      "The share of a label that is spread over all classes."),
    .number(
      "training.mixup", \.training.mixup, .from(0, to: 1),
      "Clips are mixed with weights from Beta(mixup, mixup); 0: they are not."),
    .boolean(
      "training.timeRoll", \.training.timeRoll,
      "Whether clips are rolled by a random number of frames."),
    .integer(
      "training.frequencyMask", \.training.frequencyMask, 0...8_192,
      "The most bands that a random mask covers; 0: no mask."),
    .integer(
      "training.timeMask", \.training.timeMask, 0...1_000_000,
      "The most frames that a random mask covers; 0: no mask."),
    .choices(
      "training.perturbations", \.trainingPerturbations.names,
      among: TrainingPerturbations.known.map(\.rawValue),
      "What is done to sounds before their spectrograms are learned from: one of these, at a severity, drawn anew for each epoch and clip; none: sounds are as they are.",
      neutral: .list([])),
    .number(
      "training.perturbedShare", \.trainingPerturbations.share, .above(0, to: 1),
      "The share of an epoch's clips that training.perturbations are done to.", neutral: 0.5.json,
      appliesWhen: { !$0.trainingPerturbations.names.isEmpty }),
    .number(
      "training.dropout", \.training.dropout, .from(0, below: 1),
      "The share of pooled features that is dropped."),
    .integer(
      "training.seed", \.training.seed, 0...(1 << 53), "The seed of all that is random."),
    .choice(
      "training.precision", \.precision, "The number format of activations and convolutions."),
    .text(
      "training.weights", \.weights,
      "Weights to start from: a file (safetensors, torch's .pt or .pth) or a name that soundmark weights lists; null: random ones."
    ),
    .choice(
      "training.imageInput", \.imageInput,
      "How training.weights of pictures (resnet18, resnet34, resnet50) take spectrograms: the first convolution summed over its three channels, or the spectrogram, whose values then should go from 0 to 1, repeated and normalised as ImageNet's channels.",
      neutral: ImageInput.sum.rawValue.json),
    .number(
      "training.inversePenalty", \.inversePenalty, .above(0, to: 1e6),
      "The inverse strength of a probe's penalty, scikit-learn's C; null: chosen by cross-validation inside the training folds.",
      neutral: .null, appliesWhen: { $0.mode == .probe || $0.head == .probe }),
    .integer(
      "training.threads", \.training.threads, 1...1_024,
      "Threads of training; null: one a processor."),
    .text(
      "training.tensorBoard", \.tensorBoard,
      "The folder for TensorBoard's event files, a folder a run, written while it trains; null: none."
    ),
  ]

  private static let evaluation: [ConfigurationKey] = [
    .integer(
      "evaluation.batchSize", \.evaluationBatchSize, 1...4_096,
      "Clips that are predicted at once."),
    .choice(
      "evaluation.precision", \.evaluationPrecision,
      "The number format of prediction; null: training.precision.",
      null: { $0.precision.rawValue.json }),
  ]

  private static let robustness: [ConfigurationKey] = [
    .choices(
      "robustness.conditions", \.robustness.conditions,
      among: Perturbation.allCases.map(\.rawValue),
      "What is done to the sounds of test folds, to see what that costs; none: soundmark perturb has nothing to do.",
      neutral: .list([])),
    .choices(
      "robustness.severities", \.robustness.severities, among: Array(Perturbation.severities),
      "How much of it, from 1 to 5.", neutral: Array(Perturbation.severities).json),
    .text(
      "robustness.backgrounds", \.robustness.backgrounds,
      "The folder of recordings that the condition background adds; null: none.", neutral: .null),
    .text(
      "robustness.impulseResponses", \.robustness.impulseResponses,
      "The folder of recordings of an impulse in rooms, for the condition impulse-response; null: none.",
      neutral: .null),
    .text(
      "robustness.reference", \.robustness.reference,
      "The experiment that tables and reports hold others against, as the leaderboard names it; null: none.",
      neutral: .null),
  ]

  private static let report: [ConfigurationKey] = [
    .integer(
      "report.audio", \.reportAudio, 0...1_000,
      "How many megabytes of clips, as sounds and pictures, a report carries within it; of others it refers to the files.",
      neutral: 8.json)
  ]
}
