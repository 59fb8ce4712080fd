import CKernels
import ConeDNN
import Networks

/// What the engine found on this CPU.
public struct Machine: Sendable {
  /// oneDNN's name of the widest instruction set that it uses, such as `avx512_core_bf16`.
  public let instructionSet: String
  /// oneDNN's version, such as `2.6.3`.
  public let library: String
  /// Channels in a block of an activation: as many as a vector register has float32 lanes.
  public let lanes: Int
  /// Whether convolutions can run in bf16.
  public let hasBfloat16: Bool
  /// Whether the library has Winograd's convolutions in float32, for CPUs with AVX-512.
  package let libraryHasWinograd: Bool
  /// Processors that this process may run on.
  public let processors: Int

  public static let current = Machine()

  private init() {
    instructionSet = String(cString: od_instruction_set())
    library = String(cString: od_version())
    lanes = od_has_avx512() ? 16 : 8
    processors = Int(od_processors())
    hasBfloat16 = od_has_bfloat16()
    libraryHasWinograd = od_has_winograd()
  }

  /// Tells oneDNN to go no further than AVX2, for tests; only before anything else has run.
  package static func limitToAVX2() -> Bool { od_limit_to_avx2() }

  func kernels(for precision: Precision) -> ck_blocked_kernels {
    precision == .bfloat16
      ? ck_blocked_bfloat16().pointee : ck_blocked_float32(Int32(lanes)).pointee
  }
}
