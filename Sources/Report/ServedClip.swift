import Audio
import Configuration
import Manifest
import ModelStages
import Pages

/// A clip as pages have it that the program serves: by its row, whose number is all that an address says.
package struct ServedClip {
  private let record: ClipRecord
  private let configuration: PipelineConfiguration

  package init(_ record: ClipRecord, _ configuration: PipelineConfiguration) {
    (self.record, self.configuration) = (record, configuration)
  }

  /// What is seen of a longer clip.
  package static let mostSeconds = 30.0

  package var address: String { "/clips/\(record.id)" }
  package var pictureAddress: String { address + "/spectrogram.png" }
  package var soundAddress: String { address + "/sound" }

  /// Its spectrogram with hertz and seconds, over which a playhead moves.
  package var picture: HTML {
    SpectrogramPicture(
      name: record.listing.name, seconds: shownSeconds,
      bandFrequencies: ClipExcerpt.bandFrequencies(configuration), source: pictureAddress
    ).html
  }

  /// - Throws: `AudioFault` where the file gives no samples.
  package func excerpt() throws -> ClipExcerpt {
    try ClipExcerpt(
      path: record.path(in: configuration), stretch: record.stretch, configuration,
      atMost: Int(Self.mostSeconds * Double(configuration.segment.sampleRate)))
  }

  /// As the excerpt has it, which is at least as long as one frame.
  private var shownSeconds: Double {
    guard let frames = record.frames, let header = record.file?.header else { return 1 }
    let seconds = Double(frames) / Double(header.sampleRate)
    let frame =
      Double(configuration.spectrogram.fftSize) / Double(configuration.segment.sampleRate)
    return min(max(seconds, frame), Self.mostSeconds)
  }
}

extension ClipRecord {
  /// Its file, in the data set's folder.
  package func path(in configuration: PipelineConfiguration) -> String {
    "\(configuration.dataset.audio)/\(listing.file)"
  }
}
