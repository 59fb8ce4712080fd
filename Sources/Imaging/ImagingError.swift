/// Why a picture could not be made.
public enum ImagingError: Error, Equatable, CustomStringConvertible {
  /// libpng's reason, or ours before it was asked.
  case unencodable(reason: String)
  /// cairo's reason.
  case undrawable(reason: String)

  public var description: String {
    switch self {
    case .unencodable(let reason): "cannot encode a picture as PNG: \(reason)"
    case .undrawable(let reason): "cannot draw a picture: \(reason)"
    }
  }
}
