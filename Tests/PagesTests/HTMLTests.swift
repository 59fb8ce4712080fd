import Pages
import Testing

@Suite struct HTMLTests {
  @Test func textOfAnybodyStaysText() {
    let name = "\"><img src=x onerror=alert('1')>&\u{0}"
    let escaped = "&quot;&gt;&lt;img src=x onerror=alert(&#39;1&#39;)&gt;&amp;\u{FFFD}"
    #expect(HTML(text: name).description == escaped)
    #expect(
      ("<p title=\"\(name)\">\(name)</p>" as HTML).description
        == "<p title=\"\(escaped)\">\(escaped)</p>")
  }

  @Test func markupInMarkupIsNotEscapedAgain() {
    let name = "a&b"
    let inner: HTML = "<b>\(name)</b>"
    #expect(("<p>\(inner)\(3)</p>" as HTML).description == "<p><b>a&amp;b</b>3</p>")
  }

  @Test func aTableHasItsNames() {
    var table = Table("By <class>", [.text("class"), .number("clips")])
    let name = "a<b"
    table.add(["\(name)", "3"])
    let html = table.html.description
    #expect(html.contains("<caption class=\"unseen\">By &lt;class&gt;</caption>"))
    #expect(html.contains("<th scope=\"row\">a&lt;b</th><td class=\"number\">3</td>"))
  }

  /// What is out of range is drawn at the edge, and what is no number not at all.
  @Test func aChartStaysWithinItsFrame() {
    let axis = LineChart.Axis("x", 0...1, ticks: [])
    let html = LineChart(
      "chart", x: axis, y: axis, lines: [[(0, 0), (0.5, .nan), (2, 5)]],
      faint: [("a<b", [(0, 1), (1, 0)])]
    ).html.description
    #expect(html.contains("<polyline points=\"40,168 340,22\"/>"))
    #expect(
      html.contains("<polyline class=\"faint\" points=\"40,22 340,168\"><title>a&lt;b</title>"))
  }
}
