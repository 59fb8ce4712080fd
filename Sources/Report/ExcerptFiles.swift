import Audio
import Configuration
import Foundation
import Imaging
import ModelStages
import Pages
import Spectrogram

extension ClipExcerpt {
  /// The sound as a file that every browser plays: MP3, or WAV where none can be written or the rate is none
  /// of MP3's.
  package var file: (type: String, bytes: [UInt8]) {
    let samples = samples.span
    if let mpeg = MPEGEncoder.file(samples, sampleRate: sampleRate) { return ("audio/mpeg", mpeg) }
    return ("audio/wav", WaveformFile.plain(samples, sampleRate: sampleRate))
  }

  /// Its spectrogram as PNG, without axes.
  ///
  /// - Parameter most: Columns; more make it larger and, where it is no wider, nothing clearer.
  package func picture(
    _ configuration: PipelineConfiguration, columns most: Int
  ) throws -> [UInt8] {
    var preview = configuration.preview ?? PreviewSettings()
    preview.scale = 1
    let (values, bands, _) = try spectrogramValues()
    let seen = values.narrowed(bands: bands, to: most)
    return try SpectrogramPreview(preview).image(
      of: seen.span, bands: bands, frames: seen.count / bands
    )
    .encoded(compressionLevel: 9)
  }

  /// The sound itself as an address.
  var dataAddress: String {
    let (type, bytes) = file
    return "data:\(type);base64,\(Data(bytes).base64EncodedString())"
  }

  /// The spectrogram with its axes, and its length as markup.
  func picture(
    of name: String, _ configuration: PipelineConfiguration
  ) throws -> (html: HTML, size: Int) {
    // A card is about as wide.
    let bytes = try picture(configuration, columns: 256)
    let picture = SpectrogramPicture(
      name: name, seconds: seconds, bandFrequencies: bandFrequencies,
      source: "data:image/png;base64,\(Data(bytes).base64EncodedString())")
    return (picture.html, picture.html.description.utf8.count)
  }

  /// The same of a sound that is no clip.
  package func framedPicture(
    of name: String, _ configuration: PipelineConfiguration
  ) throws -> HTML {
    try picture(of: name, configuration).html
  }
}
