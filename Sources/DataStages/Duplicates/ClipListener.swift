import Audio
import Fingerprints
import Manifest

/// A clip, and those that it may have sound in common with.
struct Suspects: Sendable {
  let clip: Int
  let matches: [LandmarkIndex.Match]
}

/// One worker's ear for whole clips, as landmarks are found in them.
final class ClipListener {
  private var cutter: WindowCutter

  /// Of a clip, a minute at most is heard: its landmarks take 170 kB.
  private static let mostSeconds = 60

  init(audio: String) throws {
    let settings = SegmentSettings(sampleRate: Landmarks.sampleRate, seconds: 1)
    cutter = try WindowCutter(settings, audio: audio)
  }

  /// Mono; nil where it cannot be decoded, or is not what ingest found.
  func sound(of clip: SegmentCandidate) -> [Float]? {
    var sound: [Float] = []
    do {
      _ = try cutter.cut(clip.path, clip.cut, file: clip.file, windows: .max) { window, samples in
        guard window.index < Self.mostSeconds else { return }
        for place in 0..<window.signalCount { sound.append(samples[place]) }
      }
    } catch {
      return nil
    }
    return sound
  }

  func pairs(of suspects: Suspects, _ clips: [SegmentCandidate]) -> [NearDuplicate] {
    let clip = clips[suspects.clip]
    guard let sound = sound(of: clip) else { return [] }
    return suspects.matches.compactMap { match in
      let other = clips[match.sound]
      guard
        let alignment = self.sound(of: other).flatMap({
          Alignment(of: sound, $0, near: match.lag, within: 2 * Landmarks.hopLength)
        }), alignment.shared >= Self.leastShared
      else { return nil }
      let rate = Double(Landmarks.sampleRate)
      return NearDuplicate(
        clip, other, correlation: alignment.correlation, lag: Double(alignment.lag) / rate,
        shared: Double(alignment.shared) / rate)
    }
  }

  /// A note, or the beep of two devices of a kind, may be the same for less.
  private static let leastShared = Landmarks.sampleRate * 3 / 4
}
