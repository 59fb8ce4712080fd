import Engine
import Networks

/// What decides, beside the settings, which bits a training gives: part of a run's key.
public enum EngineIdentity {
  /// The version of the rule that chooses kernels, and of our own where the network has such.
  public static func kernelRule(of network: NetworkDescription) -> String {
    ConvolutionRule.committed.version + (network.hasDepthwise ? ", depthwise 1" : "")
  }

  /// Whether this CPU and this oneDNN have more than one way of a convolution.
  public static var hasChoiceOfKernels: Bool {
    Machine.current.libraryHasWinograd && Machine.current.lanes == 16
  }

  /// Rule of kernels, oneDNN's version and instruction set, such as
  /// `rule 3-500a4473, oneDNN 2.6.3, avx512_core_bf16`.
  public static var current: String {
    let machine = Machine.current
    return "rule \(ConvolutionRule.committed.version), oneDNN \(machine.library), "
      + machine.instructionSet
  }

  /// The same for people, such as `oneDNN 2.6.3 on AVX-512 with bfloat16, 2 processors`.
  public static var words: String {
    let machine = Machine.current
    let vectors =
      switch machine.instructionSet {
      case "avx512_core_amx": "AVX-512 with bfloat16 tiles"
      case "avx512_core_bf16": "AVX-512 with bfloat16"
      case let name where name.hasPrefix("avx512"): "AVX-512"
      case let name where name.hasPrefix("avx2"): "AVX2"
      case let name: name
      }
    let processors = machine.processors == 1 ? "1 processor" : "\(machine.processors) processors"
    return "oneDNN \(machine.library) on \(vectors), \(processors)"
  }
}
