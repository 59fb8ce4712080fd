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
    file.insert(.init(shape: [], integers: [Int64(epochs)]), as: "training.epochs")
    return file
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
    let done = try file.integers(named: "training.epochs", shape: [])[0]
    guard 0...Int64(epochs) ~= done else {
      throw TrainingError.state(found: "after epoch \(done)", expected: "at most \(epochs) epochs")
    }
    return Int(done)
  }
}
