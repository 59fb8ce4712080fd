/// Weights of pictures for spectrograms: a convolution of three channels, asked for with one, is the sum over
/// the three, which is what it makes of a picture whose channels are the same. All else is as it is.
package struct SummedChannels: NamedTensors {
  private let weights: any NamedTensors

  package init(_ weights: any NamedTensors) { self.weights = weights }

  package var file: String { weights.file }
  package var names: [String] { weights.names }

  package func tensor(named name: String) throws(TensorFileError) -> Tensor {
    try weights.tensor(named: name)
  }

  package func tensor(named name: String, shape: [Int]?) throws(TensorFileError) -> Tensor {
    let tensor = try weights.tensor(named: name)
    guard let shape, shape.count == 4, shape[1] == 1,
      tensor.shape == [shape[0], 3, shape[2], shape[3]], let values = tensor.floats
    else { return try weights.tensor(named: name, shape: shape) }
    let pixels = shape[2] * shape[3]
    let sums = (0..<shape[0] * pixels).map { index in
      let first = index / pixels * 3 * pixels + index % pixels
      return values[first] + values[first + pixels] + values[first + 2 * pixels]
    }
    return Tensor(shape: shape, floats: sums)
  }
}
