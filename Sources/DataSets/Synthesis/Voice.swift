import Numerics

/// What makes a class's sound. Made once a recording, it keeps what stays the same throughout:
/// this dog, this drill, this tune's instrument.
protocol Voice {
  /// Draws the source's character.
  init(character: inout Philox)

  /// Some other moment of the same source, mono, at a loudness of its own.
  func sound(frames: Int, rate: Float, moment: inout Philox) -> [Float]
}

extension UrbanSoundClass {
  func voice(character: inout Philox) -> any Voice {
    switch self {
    case .airConditioner: AirConditioner(character: &character)
    case .carHorn: CarHorn(character: &character)
    case .childrenPlaying: ChildrenPlaying(character: &character)
    case .dogBark: DogBark(character: &character)
    case .drilling: Drilling(character: &character)
    case .engineIdling: EngineIdling(character: &character)
    case .gunShot: GunShot(character: &character)
    case .jackhammer: Jackhammer(character: &character)
    case .siren: Siren(character: &character)
    case .streetMusic: StreetMusic(character: &character)
    }
  }
}
