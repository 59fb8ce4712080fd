import Engine
import TensorFiles

extension TrainingPlan {
  /// The state dictionary, what the optimizer keeps, and the number of epochs done.
  func resumableState(epochs: Int) -> SafetensorsFile {
    var file = stateDictionary()
    for (index, state) in optimizer.stateNames.enumerated() {
      for parameter in parameters.list {
        let values = parameters.values(of: parameter, in: .state(index))
        file.insert(
          .init(shape: parameter.shape, floats: values), as: "\(state).\(parameter.name)")
      }
    }
    if parameters.hasAverages {
      let averages = stateDictionary(averaged: true)
      for name in averages.names { file.insert(averages[name]!, as: Self.averages + name) }
    }
    file.insert(.init(shape: [], integers: [Int64(epochs)]), as: "training.epochs")
    return file
  }

  private static let averages = "average."

  private func load(averages file: SafetensorsFile) throws {
    for parameter in parameters.list {
      parameters.set(
        parameter, in: .averages,
        to: try file.floats(named: Self.averages + parameter.name, shape: parameter.shape))
    }
    for running in parameters.statistics {
      let (name, shape) = (Self.averages + running.name, [running.channels])
      running.averageMean = try file.floats(named: name + ".running_mean", shape: shape)
      running.averageVariance = try file.floats(named: name + ".running_var", shape: shape)
    }
  }

  /// Takes what `resumableState(epochs:)` gave.
  /// - Parameter epochs: how many the whole training has.
  /// - Returns: the number of epochs done.
  func load(resumableState file: SafetensorsFile, epochs: Int) throws -> Int {
    try load(stateDictionary: file)
    for (index, state) in optimizer.stateNames.enumerated() {
      for parameter in parameters.list {
        let values = try file.floats(named: "\(state).\(parameter.name)", shape: parameter.shape)
        parameters.set(parameter, in: .state(index), to: values)
      }
    }
    if parameters.hasAverages { try load(averages: file) }
    let done = try file.integers(named: "training.epochs", shape: [])[0]
    guard 0...Int64(epochs) ~= done else {
      throw TrainingError.state(found: "after epoch \(done)", expected: "at most \(epochs) epochs")
    }
    return Int(done)
  }
}
