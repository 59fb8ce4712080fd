import Engine
import TensorFiles

extension TrainingPlan {
  /// Parameters and running statistics under PyTorch's names, as `state_dict()` gives them.
  /// - Parameter averaged: their moving averages, where there are such.
  package func stateDictionary(averaged: Bool = false) -> SafetensorsFile {
    var file = SafetensorsFile()
    let averaged = averaged && parameters.hasAverages
    for parameter in parameters.list {
      let values = parameters.values(of: parameter, in: averaged ? .averages : .weights)
      file.insert(.init(shape: parameter.shape, floats: values), as: parameter.name)
    }
    for running in parameters.statistics {
      let (mean, variance) =
        averaged
        ? (running.averageMean, running.averageVariance) : (running.mean, running.variance)
      file.insert(
        .init(shape: [running.channels], floats: mean), as: running.name + ".running_mean")
      file.insert(
        .init(shape: [running.channels], floats: variance), as: running.name + ".running_var")
      file.insert(
        .init(shape: [], integers: [running.batches]), as: running.name + ".num_batches_tracked")
    }
    return file
  }

  /// Takes parameters and running statistics from a file with PyTorch's names.
  /// - Parameters:
  ///   - prefix: what stands before each name in the file.
  ///   - layer: the name of one that stays as it is.
  /// - Throws: `TensorFileError` that names a tensor which is missing or of another shape.
  package func load(
    stateDictionary file: any NamedTensors, prefix: String = "", without layer: String? = nil
  ) throws(TensorFileError) {
    for parameter in parameters.list {
      if let layer, parameter.name.hasPrefix(layer + ".") { continue }
      let values = try file.floats(named: prefix + parameter.name, shape: parameter.shape)
      parameters.set(parameter, in: .weights, to: values)
    }
    for running in parameters.statistics {
      let name = prefix + running.name
      running.mean = try file.floats(named: name + ".running_mean", shape: [running.channels])
      running.variance = try file.floats(named: name + ".running_var", shape: [running.channels])
      // Not every program writes it, and old ones of torch's did not.
      let batches = try? file.integers(named: name + ".num_batches_tracked", shape: [])
      running.batches = batches?[0] ?? 0
    }
  }
}
