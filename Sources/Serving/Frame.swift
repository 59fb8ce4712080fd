import Configuration
import Pages
import Pipeline

/// What every page has around it.
struct Frame {
  private let title: String
  private let here: String?
  private let name: String

  /// - Parameter here: Which of the links above leads to where the page is.
  init(title: String, here: String?, _ configuration: PipelineConfiguration) {
    (self.title, self.here) = (title, here)
    name = configuration.dataset.name
  }

  private static let places = [
    ("/", "Overview"), ("/clips", "Clips"), ("/map", "Map"), ("/review", "Review"),
    ("/listen", "Listen"), ("/training", "Training"),
  ]

  func page(_ body: HTML) -> HTML {
    let links = Self.places.map { address, name -> HTML in
      let current: HTML = address == here ? " aria-current=\"page\"" : ""
      return "<li><a href=\"\(address)\"\(current)>\(name)</a></li>"
    }
    return """
      <!doctype html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light dark">
      <title>\(title) · \(name)</title>
      <link rel="stylesheet" href="/style.css">
      <link rel="icon" href="data:,">
      <script src="/script.js" defer></script>
      </head>
      <body class="served">
      <a class="skip" href="#main">To the page</a>
      <header><p class="kicker">soundmark · \(name)</p>
      <nav aria-label="Pages"><ul>\(links)</ul></nav></header>
      <main id="main"><h1>\(title)</h1>
      \(body)
      </main>
      </body>
      </html>
      """
  }
}
