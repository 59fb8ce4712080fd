import Pages
import Pipeline

/// Classes with their probabilities, as bars.
struct ShareTable {
  let html: HTML

  /// - Parameter marked: The class that it is.
  init(_ caption: String, _ shares: [(label: String, probability: Double)], marked: String?) {
    let rows = shares.map { label, share -> HTML in
      """
      <tr\(label == marked ? " class=\"own\"" as HTML : "")><th scope="row">\(label)</th><td>\
      <svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">\
      <rect width="\(decimals(share * 100, 1))" height="8"/></svg></td>\
      <td class="number">\(decimals(share * 100, 1)) %</td></tr>
      """
    }
    html = "<table class=\"shares\"><caption>\(caption)</caption><tbody>\(rows)</tbody></table>"
  }
}
