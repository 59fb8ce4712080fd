import DataSets
import Digests

/// Weights that others trained and published, as they are found on the net.
package struct PublishedWeights: Sendable {
  /// What `training.weights` and `--model` may say in place of a path.
  package let name: String
  /// The file's name, also where it is kept.
  package let file: String
  /// Where it is published: an address that the file's name is appended to.
  package let address: String
  /// In bytes; about, where no digest is known.
  package let byteCount: Int
  /// Nil where the first file that was fetched says what it is.
  package let digest: Digest?
  package let source: String
  package let licence: String
  /// What they were trained on, and whether that has sounds in common with UrbanSound8K and ESC-50.
  package let training: String
  package let frontEnd: FrontEnd

  package static let all: [PublishedWeights] = [
    efficientAT(
      "mn04", mAP: 432, byteCount: 4_066_513,
      digest: "899a8c6217063f6941793102a2780b3dd788ab11fce468d9cf5f0577c453321c"),
    efficientAT("mn05", mAP: 443, byteCount: 5_900_000),
    efficientAT("mn10", mAP: 471, byteCount: 20_000_000),
    efficientAT("mn20", mAP: 478, byteCount: 72_000_000),
  ]

  /// What its outputs are, in their order; each has a probability of its own.
  package var classes: [String] { AudioSet.names }

  /// The weights of that name; nil if none are known by it.
  package static func named(_ name: String) -> PublishedWeights? {
    all.first { $0.name == name }
  }

  private static func efficientAT(
    _ width: String, mAP: Int, byteCount: Int, digest: String? = nil
  ) -> PublishedWeights {
    PublishedWeights(
      name: "efficientat-\(width)", file: "\(width)_as_mAP_\(mAP).pt",
      address: "https://github.com/fschmid56/EfficientAT/releases/download/v0.0.1/",
      byteCount: byteCount, digest: digest.flatMap { Digest(hex: $0) },
      source: "EfficientAT's \(width)_as (Schmid, Koutini and Widmer, 2023), AudioSet mAP 0.\(mAP)",
      licence: "MIT, copyright (c) 2022 Florian Schmid",
      training: """
        AudioSet (YouTube) with labels distilled from transformers, after ImageNet; no Freesound, which \
        UrbanSound8K and ESC-50 come from
        """,
      frontEnd: .efficientat)
  }
}
