import Engine
import TensorFiles

extension TrainingPlan {
  private static let moments: [(arena: Parameters.Arena, prefix: String)] = [
    (.firstMoments, "adamw.first_moment."), (.secondMoments, "adamw.second_moment."),
  ]

  /// The state dictionary, AdamW's moments and the number of epochs done.
  func resumableState(epochs: Int) -> SafetensorsFile {
    var file = stateDictionary()
    for (arena, prefix) in Self.moments {
      for parameter in parameters.list {
        file.insert(
          .init(shape: parameter.shape, floats: parameters.values(of: parameter, in: arena)),
          as: prefix + parameter.name)
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
    for (arena, prefix) in Self.moments {
      for parameter in parameters.list {
        let values = try file.floats(named: prefix + parameter.name, shape: parameter.shape)
        parameters.set(parameter, in: arena, to: values)
      }
    }
    let done = try file.integers(named: "training.epochs", shape: [])[0]
    guard 0...Int64(epochs) ~= done else {
      throw TrainingError.state(found: "after epoch \(done)", expected: "at most \(epochs) epochs")
    }
    return Int(done)
  }
}
