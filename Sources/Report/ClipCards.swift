import Pages

/// The cards of a page. A clip has one at most, wherever it comes first; elsewhere is a link to it.
struct ClipCards {
  private var media: ClipMedia
  private var ids: [String: String] = [:]

  init(_ media: ClipMedia) { self.media = media }

  /// How many sounds are in the page.
  var embedded: Int { media.embedded }

  /// How many more a page should have, so that it stays small enough to be mailed.
  var left: Int { max(0, 300 - ids.count) }

  /// The link's target where the clip has a card.
  func id(of clip: TestedSound) -> String? { ids[clip.name] }

  mutating func card(_ clip: TestedSound) -> HTML {
    let id = "clip-\(ids.count + 1)"
    ids[clip.name] = id
    return ClipCard(clip: clip, id: id, media: media.show(clip.name)).html
  }
}
