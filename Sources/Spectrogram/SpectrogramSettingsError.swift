/// A setting, or a choice of settings, that gives no spectrogram.
public enum SpectrogramSettingsError: Error, Hashable, Sendable, CustomStringConvertible {
  /// A value that is out of its range.
  case outOfRange(setting: String, found: String, expected: String)
  /// More mel bands than the transform can tell apart: no bin falls into `bands` (counted from 0).
  case emptyBands([Int], requested: Int, largest: Int)

  /// The name of the setting to change.
  public var setting: String {
    switch self {
    case .outOfRange(let setting, _, _): setting
    case .emptyBands: "melBands"
    }
  }

  public var description: String {
    switch self {
    case .outOfRange(let setting, let found, let expected):
      return "The spectrogram setting \(setting) is \(found), expected \(expected)."
    case .emptyBands(let bands, let requested, let largest):
      let names = bands.prefix(8).map(String.init).joined(separator: ", ")
      let more = bands.count > 8 ? " and \(bands.count - 8) more" : ""
      return "With \(requested) mel bands no bin of the Fourier transform falls into band \(names)"
        + "\(more); use at most \(largest) bands, a larger fftSize or a higher minimumFrequency."
    }
  }
}
