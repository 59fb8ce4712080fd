import Pages
import Pipeline

/// A clip to be looked at and heard, with what it is and what it was taken for.
struct ClipCard {
  let clip: TestedSound
  let id: String
  let media: ClipMedia.Shown

  var html: HTML {
    let verdict: HTML =
      clip.isRight
      ? "<span>\(clip.label)</span>, found with \(ReportFigure.percent(clip.probability))"
      : """
      <span>\(clip.label)</span> taken for <span class="wrong">\(clip.predicted)</span> with \
      \(ReportFigure.percent(clip.probability))
      """
    let original: HTML =
      clip.originalLabel == clip.label
      ? "" : " <span class=\"note\">corrected; listed as \(clip.originalLabel)</span>"
    let sound: HTML =
      media.sound.map {
        "<audio controls preload=\"none\" aria-label=\"\(clip.name)\" src=\"\($0)\"></audio>"
      } ?? ""
    let name: HTML =
      media.address.map { "<a href=\"\($0)\">\(clip.name)</a>" } ?? "\(clip.name)"
    let remark: HTML = media.remark.map { "<p class=\"note\">\($0)</p>" } ?? ""
    return """
      <article class="clip" id="\(id)"><h4>\(name)</h4>
      <p>\(verdict)\(original) <span class="note">fold \(clip.fold)</span></p>
      \(media.picture ?? "")\(sound)\(remark)\(shares)</article>

      """
  }

  private var shares: HTML {
    let rows = clip.leading.map { name, share -> HTML in
      """
      <tr><th scope="row">\(name)</th><td><svg viewBox="0 0 100 8" preserveAspectRatio="none" \
      aria-hidden="true"><rect width="\(decimals(share * 100, 1))" height="8"/></svg></td>\
      <td class="number">\(decimals(share * 100, 1)) %</td></tr>
      """
    }
    return """
      <table class="shares"><caption class="unseen">Probabilities of \(clip.name)</caption>\
      <tbody>\(rows)</tbody></table>
      """
  }
}
