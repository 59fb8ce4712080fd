import Networks

/// Why the engine cannot do what it was asked; the description is a sentence for a person.
public enum EngineError: Error, Equatable, CustomStringConvertible {
  /// oneDNN refused a convolution.
  case convolution(layer: String, reason: String)
  /// A primitive failed while it ran.
  case failed(layer: String, pass: String, status: Int)
  /// The CPU has no instructions for the precision.
  case precision(Precision, instructionSet: String)
  /// The operating system gave fewer threads than asked for.
  case threads(wanted: Int, came: Int)
  /// A layer stands where the engine cannot run it.
  case layers(found: String, expected: String)
  /// There is nothing to compute.
  case input(found: String)
  /// More memory than can be had; `free` is what could be, where that is known.
  case memory(bytes: Int, free: Int?)

  public var description: String {
    switch self {
    case .convolution(let layer, let reason):
      "cannot plan the convolution \(layer): oneDNN says '\(reason)'; try another width"
    case .failed(let layer, let pass, let status):
      "cannot run the \(pass) pass of \(layer): oneDNN gave status \(status); "
        + "is there memory left on this machine?"
    case .precision(let precision, let instructionSet):
      "cannot compute in \(precision.rawValue): this CPU offers \(instructionSet), "
        + "AVX512-BF16 is needed; set the precision to float32"
    case .threads(let wanted, let came):
      "cannot start \(wanted) threads: OpenMP gave \(came); ask for at most \(came) threads, "
        + "or raise OMP_THREAD_LIMIT"
    case .layers(let found, let expected):
      "cannot plan the network: found \(found), expected \(expected)"
    case .input(let found):
      "cannot plan the network: its input is \(found) (clips, bands, frames), expected at least one "
        + "each"
    case .memory(let bytes, let free):
      "cannot reserve \(gibibytes(bytes)) of memory for the network"
        + (free.map { ": \(gibibytes($0)) are free" } ?? "")
        + "; try a smaller batch or a narrower network"
    }
  }

  private func gibibytes(_ bytes: Int) -> String {
    let tenths = (Double(bytes) / Double(1 << 30) * 10).rounded()
    return "\(tenths / 10) GiB"
  }
}
