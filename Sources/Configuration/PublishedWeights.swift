import DataSets
import Digests

/// Weights that others trained and published, as they are found on the net.
package struct PublishedWeights: Sendable {
  /// What `training.weights` and `--model` may say in place of a path; the network's name.
  package let name: String
  /// The file's name, also where it is kept.
  package let file: String
  /// Where it is published: an address that the file's name is appended to.
  package let address: String
  /// In bytes; about, where no digest is known.
  package let byteCount: Int
  /// The file's SHA-256 in hexadecimal, or its first digits where no more are published; nil where the first
  /// file that was fetched says what it is.
  package let sha256: String?
  package let source: String
  package let licence: String
  /// What they were trained on, and whether that has sounds in common with UrbanSound8K and ESC-50.
  package let training: String
  /// Nil for networks that were made for pictures, of three channels.
  package let frontEnd: FrontEnd?
  /// What its outputs are, in their order, each with a probability of its own; empty where it names no sounds.
  package let classes: [String]

  package static let all: [PublishedWeights] = [
    efficientAT(
      "mn04", mAP: 432, byteCount: 4_066_513,
      sha256: "899a8c6217063f6941793102a2780b3dd788ab11fce468d9cf5f0577c453321c"),
    efficientAT("mn05", mAP: 443, byteCount: 5_900_000),
    efficientAT("mn10", mAP: 471, byteCount: 20_000_000),
    efficientAT("mn20", mAP: 478, byteCount: 72_000_000),
    PublishedWeights(
      name: "cnn14", file: "Cnn14_mAP=0.431.pth",
      address: "https://zenodo.org/records/3987831/files/", byteCount: 327_400_000, sha256: nil,
      source: "PANNs' CNN14 (Kong and others, 2020), AudioSet mAP 0.431, Zenodo record 3987831",
      licence: "CC BY 4.0 (the record's; the authors' code is MIT)",
      training: "AudioSet (YouTube); \(noFreesound)", frontEnd: .panns, classes: AudioSet.names),
    PublishedWeights(
      name: "vggish", file: "vggish-10086976.pth",
      address: "https://github.com/harritaylor/torchvggish/releases/download/v0.1/",
      byteCount: 288_600_000, sha256: "10086976",
      source: "torchvggish's VGGish (Hershey and others, 2017), an embedding",
      licence: "Apache 2.0",
      training: "a preliminary version of YouTube-8M; \(noFreesound)", frontEnd: .vggish,
      classes: []),
    resnet(18, byteCount: 46_830_000, sha256: "f37072fd"),
    resnet(34, byteCount: 87_320_000, sha256: "b627a593"),
    resnet(50, byteCount: 102_530_000, sha256: "0676ba61"),
  ]

  /// The weights of that name; nil if none are known by it.
  package static func named(_ name: String) -> PublishedWeights? {
    all.first { $0.name == name }
  }

  /// Whether a file of that digest is these weights; false where none is published.
  package func are(_ digest: Digest) -> Bool { sha256.map(digest.hex.hasPrefix) ?? false }

  private static let noFreesound = "no Freesound, which UrbanSound8K and ESC-50 come from"

  private static func efficientAT(
    _ width: String, mAP: Int, byteCount: Int, sha256: String? = nil
  ) -> PublishedWeights {
    PublishedWeights(
      name: "efficientat-\(width)", file: "\(width)_as_mAP_\(mAP).pt",
      address: "https://github.com/fschmid56/EfficientAT/releases/download/v0.0.1/",
      byteCount: byteCount, sha256: sha256,
      source: "EfficientAT's \(width)_as (Schmid, Koutini and Widmer, 2023), AudioSet mAP 0.\(mAP)",
      licence: "MIT, copyright (c) 2022 Florian Schmid",
      training: """
        AudioSet (YouTube) with labels distilled from transformers, after ImageNet; \(noFreesound)
        """,
      frontEnd: .efficientat, classes: AudioSet.names)
  }

  private static func resnet(_ depth: Int, byteCount: Int, sha256: String) -> PublishedWeights {
    PublishedWeights(
      name: "resnet\(depth)", file: "resnet\(depth)-\(sha256).pth",
      address: "https://download.pytorch.org/models/", byteCount: byteCount, sha256: sha256,
      source: "torchvision's ResNet-\(depth) (He and others, 2015), IMAGENET1K_V1",
      licence: "BSD 3-Clause; ImageNet's terms ask for non-commercial research",
      training: "ImageNet, photographs in a thousand classes; no sound", frontEnd: nil,
      classes: [])
  }
}
