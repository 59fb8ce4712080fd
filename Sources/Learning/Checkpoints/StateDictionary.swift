import Engine
import TensorFiles

extension TrainingPlan {
  /// Parameters and running statistics under PyTorch's names, as `state_dict()` gives them.
  package func stateDictionary() -> SafetensorsFile {
    var file = SafetensorsFile()
    for parameter in parameters.list {
      file.insert(
        .init(shape: parameter.shape, floats: parameters.values(of: parameter, in: .weights)),
        as: parameter.name)
    }
    for running in parameters.statistics {
      file.insert(
        .init(shape: [running.channels], floats: running.mean), as: running.name + ".running_mean")
      file.insert(
        .init(shape: [running.channels], floats: running.variance),
        as: running.name + ".running_var")
      file.insert(
        .init(shape: [], integers: [running.batches]), as: running.name + ".num_batches_tracked")
    }
    return file
  }

  /// Takes parameters and running statistics from a file with PyTorch's names.
  /// - Parameter prefix: what stands before each name in the file.
  /// - Throws: `TensorFileError` that names a tensor which is missing or of another shape.
  package func load(
    stateDictionary file: any NamedTensors, prefix: String = ""
  ) throws(TensorFileError) {
    for parameter in parameters.list {
      let values = try file.floats(named: prefix + parameter.name, shape: parameter.shape)
      parameters.set(parameter, in: .weights, to: values)
    }
    for running in parameters.statistics {
      let name = prefix + running.name
      running.mean = try file.floats(named: name + ".running_mean", shape: [running.channels])
      running.variance = try file.floats(named: name + ".running_var", shape: [running.channels])
      running.batches = try file.integers(named: name + ".num_batches_tracked", shape: [])[0]
    }
  }
}
