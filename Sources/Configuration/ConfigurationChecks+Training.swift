import JSON
import Networks

extension ConfigurationChecks {
  /// Settings of training that others leave without a meaning.
  func checkTraining(_ network: NetworkDescription) throws(ConfigurationError) {
    let (training, standard) = (draft.training, TrainingSettings())
    if draft.mode == .fineTune, draft.weights == nil {
      throw conflict(
        "training.mode", "fine-tuning begins with training.weights, which is null")
    }
    if draft.mode == .probe, draft.weights == nil {
      throw conflict(
        "training.mode", "a frozen network knows only what training.weights brings, which is null")
    }
    if draft.inversePenalty != nil, draft.mode != .probe, draft.head != .probe {
      throw conflict(
        "training.inversePenalty", "only training.mode probe and training.head probe have it")
    }
    if draft.head == .probe, draft.mode != .fineTune {
      throw conflict("training.head", "only training.mode fine-tune has it")
    }
    let perturbations = draft.trainingPerturbations
    if !perturbations.names.isEmpty, draft.mode == .probe {
      throw conflict(
        "training.perturbations", "a probe learns from embeddings that are computed once")
    }
    if perturbations.names.isEmpty, perturbations.share != TrainingPerturbations().share {
      throw conflict("training.perturbedShare", "training.perturbations names none")
    }
    if training.momentum != standard.momentum, training.optimizer != .sgd {
      throw conflict("training.momentum", "only training.optimizer sgd has it")
    }
    if training.validationShare != standard.validationShare, training.validation != .recordings {
      throw conflict("training.validationShare", "only training.validation recordings has it")
    }
    if training.patience != nil, training.validation == .none {
      throw conflict(
        "training.patience",
        "nothing says which epoch is better; choose training.validation recordings or next-fold")
    }
    if training.statistics == .fixed, draft.weights == nil {
      throw conflict(
        "training.batchNorm", "there are no statistics to go by without training.weights")
    }
    try checkFrozen(network)
  }

  private func checkFrozen(_ network: NetworkDescription) throws(ConfigurationError) {
    guard let name = draft.training.frozen else { return }
    guard draft.weights != nil else {
      throw conflict("training.frozen", "chance would stay as it is without training.weights")
    }
    guard network.layers(through: name) > 0 else {
      let nearest = NearestKey.nearest(to: name, among: network.layerNames.sorted())
      throw conflict(
        "training.frozen",
        "\(network.name) has no layer of that name, the nearest is '\(nearest)'")
    }
    guard network.layers(through: network.lastName) > network.layers(through: name) else {
      throw conflict("training.frozen", "no layer would be left to train")
    }
  }
}
