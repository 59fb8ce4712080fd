import Pages
import Pipeline

/// The cards of a page. A clip has one at most, wherever it comes first; elsewhere is a link to it.
struct ClipCards {
  private var media: ClipMedia
  private var ids: [String: String] = [:]

  init(_ media: ClipMedia) { self.media = media }

  /// Whether sounds are in the page, how many, and what somebody who shares it is to see to.
  var remark: String {
    guard !media.isServed else { return "" }
    guard media.withAudio else { return "No sounds are in this file, and none are referred to." }
    let count = media.embedded
    guard count > 0 else {
      return "No sounds are in this file; those it plays are files beside it."
    }
    return """
      \(counted(count, "sound")) of the data set (\(sizeText(media.embeddedBytes))) \
      \(count == 1 ? "is" : "are") in this file: before you share it, see that their licence lets you, or \
      make it with --without-audio.
      """
  }

  /// How many more a page should have, so that it stays small enough to be mailed.
  var left: Int { max(0, 300 - ids.count) }

  /// The link's target where the clip has a card.
  func id(of clip: TestedSound) -> String? { id(ofClip: clip.name) }

  func id(ofClip name: String) -> String? { ids[name] }

  /// Of the clip's own page, where there is one.
  func address(of clip: TestedSound) -> String? { media.address(of: clip.name) }

  mutating func card(_ clip: TestedSound) -> HTML {
    let id = "clip-\(ids.count + 1)"
    ids[clip.name] = id
    return ClipCard(clip: clip, id: id, media: media.show(clip.name)).html
  }
}
