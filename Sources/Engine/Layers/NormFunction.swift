import CKernels
import Networks

/// The function that a batch norm's kernels have behind it.
struct NormFunction {
  private let function: Activation.Function?

  /// - Parameter function: one that there is; nil for none.
  init(_ function: Activation.Function?) { self.function = function }

  static func has(_ function: Activation.Function) -> Bool {
    [.relu, .hardSwish].contains(function)
  }

  /// What the values behind a ReLU are raised to; without a function, nothing is.
  var floor: Float { function == nil ? -.infinity : 0 }

  func kernels(_ run: Execution, _ x: Features) -> ck_norm_kernels {
    let kernels = run.kernels(for: x)
    return function == .hardSwish ? kernels.hard_swish_norm : kernels.relu_norm
  }
}
