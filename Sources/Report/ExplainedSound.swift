import Foundation
import ModelStages
import Pages
import Pipeline

extension SoundExplanation {
  /// What a model goes by in a sound, for pages: for each class Grad-CAM over the spectrogram, and in words what
  /// its probability loses.
  ///
  /// - Parameter begin: When what was explained begins in the sound that is played, in seconds.
  package func html(of sound: String, from begin: Double = 0) throws -> HTML {
    let from = begin + start
    let isColoured = classes.contains { $0.activation != nil }
    let colours: HTML =
      isColoured
      ? """
      <p>Orange is where the network's last map speaks for a class (Grad-CAM); each picture's brightest place \
      is orange: compare places, not pictures.</p>
      """ : ""
    let aside: HTML = remark.map { "<p class=\"note\">Note: \($0).</p>" } ?? ""
    let panels = try classes.map { evidence -> HTML in
      let picture: HTML =
        try overlay(evidence, columns: 512).map { overlay in
          let bytes = Data(try overlay.image.encoded(compressionLevel: 6))
          return SpectrogramPicture(
            name: "where it sees \(evidence.name) in \(sound)", start: from, seconds: seconds,
            bandFrequencies: frequencies,
            source: "data:image/png;base64,\(bytes.base64EncodedString())"
          ).html
        } ?? ""
      return """
        <figure><figcaption>For <strong>\(evidence.name)</strong>\(evidence.role): \
        \(decimals(from, 2)) to \(decimals(from + seconds, 2)) s</figcaption>\(picture)\
        <p class="note">Probability \(decimals(evidence.probability, 3)), as the network gives it. When bands are \
        covered: \(evidence.bandsInWords). When times are covered: \
        \(evidence.timesInWords(from: from)).</p></figure>
        """
    }
    return "\(colours)\(aside)\(panels)"
  }
}

extension SoundExplanation.ClassEvidence {
  fileprivate var role: String {
    switch (isPredicted, isTrue) {
    case (true, true): ", its label and the likeliest"
    case (false, true): ", its label"
    case (true, false): ", the likeliest"
    case (false, false): ""
    }
  }
}
