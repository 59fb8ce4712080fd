/// A layer of a network, as data; names are PyTorch's in a `state_dict`.
package enum LayerDescription: Hashable, Sendable {
  /// A square convolution without bias: `name.weight` [channels, in, kernel, kernel].
  case convolution(name: String, channels: Int, kernel: Int, stride: Int, padding: Int)
  /// `name.weight`, `.bias`, `.running_mean`, `.running_var`, `.num_batches_tracked`.
  case batchNorm(name: String)
  case relu
  /// The mean over 2 x 2 pixels; a last odd row or column is dropped.
  case averagePooling
  case maxPooling(size: Int, stride: Int, padding: Int)
  /// The sum of a body, which ends in batch norm, and a shortcut (empty: the input itself).
  case residual(body: [LayerDescription], shortcut: [LayerDescription])
  /// The mean over the height, then the maximum plus the mean over the width.
  case timeFrequencyPooling
  /// The mean over height and width.
  case globalAveragePooling
  case dropout
  /// `name.weight` [outputs, in], `name.bias`.
  case linear(name: String, outputs: Int)
}
