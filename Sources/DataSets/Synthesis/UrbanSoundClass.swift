/// The ten classes of UrbanSound8K, in the order of their class IDs (Salamon, Jacoby and Bello,
/// "A Dataset and Taxonomy for Urban Sound Research", 2014). The raw value is the CSV's `class`.
public enum UrbanSoundClass: String, CaseIterable, Sendable {
  case airConditioner = "air_conditioner"
  case carHorn = "car_horn"
  case childrenPlaying = "children_playing"
  case dogBark = "dog_bark"
  case drilling = "drilling"
  case engineIdling = "engine_idling"
  case gunShot = "gun_shot"
  case jackhammer = "jackhammer"
  case siren = "siren"
  case streetMusic = "street_music"

  /// The CSV's `classID`, 0 ... 9.
  public var classID: Int {
    Self.allCases.firstIndex(of: self)!
  }

  /// How many of UrbanSound8K's 8,732 clips are of this class.
  var originalCount: Int {
    switch self {
    case .carHorn: 429
    case .gunShot: 374
    case .siren: 929
    default: 1000
    }
  }
}
